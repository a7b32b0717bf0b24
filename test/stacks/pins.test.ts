import assert from "node:assert/strict";
import type { Problem } from "fairlead";
import { lookUpPins } from "../../stacks/pins";
import { describedRelease } from "../support/builders";
import { recorded } from "../support/recorder";

/** As the provider says it on a real engine. */
const UNKNOWN =
  "invocation of aws:ecs/getTaskDefinition:getTaskDefinition returned an error: reading ECS Task Definition (web:9): couldn't find resource";

/** Judges pins against what AWS answers for each name. */
async function judged(pins: Record<string, number>, known: Record<string, object>): Promise<readonly Problem[]> {
  let problems: readonly Problem[] = [];
  await recorded(
    async () => {
      ({ problems } = await lookUpPins(pins));
    },
    {
      answers: {
        "aws:ecs/getTaskDefinition:getTaskDefinition": ({ taskDefinition }) =>
          (known[String(taskDefinition)] as Record<string, unknown> | undefined) ?? UNKNOWN,
      },
    },
  );
  return problems;
}

describe("the pins of an environment", () => {
  it("are fine when each revision is there and active", async () => {
    assert.deepEqual(await judged({ web: 7 }, { "web:7": describedRelease() }), []);
  });

  it("name the newest revision when one does not exist", async () => {
    const [problem, ...more] = await judged(
      { web: 9, api: 1 },
      { web: describedRelease(), "api:1": describedRelease() },
    );
    assert.deepEqual(more, []);
    assert.deepEqual(problem, {
      argument: "pins.web",
      value: 9,
      rule: "there is no revision web:9",
      remedy: "The newest is web:7.",
    });
  });

  it("say that releases come first when there is no revision at all", async () => {
    const [problem] = await judged({ web: 1 }, {});
    assert.match(problem?.remedy ?? "", /None is registered.*update the stack `releases` first/);
  });

  it("refuse a revision that is deregistered", async () => {
    const inactive = describedRelease({ status: "INACTIVE" });
    const [problem] = await judged({ web: 7 }, { "web:7": inactive, web: describedRelease({ revision: 8 }) });
    assert.deepEqual([problem?.rule, problem?.remedy], ["that revision is deregistered", "The newest is web:8."]);
  });

  it("do not take a refusal of AWS for a missing revision", async () => {
    const denied = recorded(() => lookUpPins({ web: 7 }), {
      answers: { "aws:ecs/getTaskDefinition:getTaskDefinition": () => "AccessDeniedException: not authorized" },
    });
    await assert.rejects(denied, /AccessDenied/);
  });
});
