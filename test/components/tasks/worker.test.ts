import assert from "node:assert/strict";
import { Worker } from "fairlead";
import { describedRelease, withRelease, workerArgs } from "../../support/builders";
import { errorsOf, madeDespiteErrors, one, registered } from "../../support/recorder";

const SERVICE = "aws:ecs/service:Service";

describe("a worker", () => {
  it("says on its service why it has no load balancer", async () => {
    const { inputs } = one(await registered(() => new Worker("mailer", workerArgs()), withRelease()), SERVICE);
    assert.deepEqual(inputs.tags, { "fairlead:no-load-balancer": "reads its work from a queue" });
    assert.equal(inputs.loadBalancers, undefined);
  });

  it("keeps the tags that it is given", async () => {
    const args = workerArgs({ tags: { team: "mail" } });
    const { inputs } = one(await registered(() => new Worker("mailer", args), withRelease()), SERVICE);
    assert.equal((inputs.tags as Record<string, string>).team, "mail");
  });

  for (const reason of ["", "  ", "a".repeat(257), "why? because!", undefined]) {
    it(`is refused with the reason ${JSON.stringify(reason)?.slice(0, 20)}, and makes nothing`, async () => {
      const program = () => new Worker("mailer", workerArgs({ noLoadBalancer: { reason: reason as string } }));
      assert.match((await errorsOf(program, withRelease())).join(), /Worker "mailer": noLoadBalancer.reason is/);
      assert.deepEqual(await madeDespiteErrors(program, withRelease()), []);
    });
  }

  it("may stop as slowly as a spot notice allows, because nothing deregisters it", async () => {
    const slow = (stopTimeout: number) => withRelease(describedRelease({}, { stopTimeout }));
    assert.deepEqual(await errorsOf(() => new Worker("mailer", workerArgs()), slow(110)), []);
    assert.match((await errorsOf(() => new Worker("mailer", workerArgs()), slow(111))).join(), /stop timeout of 111 s/);
  });
});
