import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { record } from "../../../tools/preview/recorder";
import { errorsOf, registered } from "../../support/recorder";

class Box extends pulumi.ComponentResource {
  constructor(name: string, children: (box: Box) => void) {
    super("test:index:Box", name);
    children(this);
    this.registerOutputs();
  }
}

/** Two children that wait for all of their parent's children, so for each other. */
function cycle(): void {
  new Box("web", (box) => {
    for (const name of ["first", "second"]) new aws.ecs.Cluster(name, {}, { parent: box, dependsOn: box });
  });
}

/** Runs code in a Node of its own, where no test runner keeps the process awake or catches what goes astray. */
async function alone(script: string): Promise<{ code: number; stdout: string; stderr: string }> {
  const modules = { record: "../../../tools/preview/recorder", aws: "@pulumi/aws" };
  const imports = `const { record } = require(${JSON.stringify(join(__dirname, modules.record))});
    const aws = require(${JSON.stringify(require.resolve(modules.aws))});
    const run = (program) => record({ project: "p", stack: "s", config: {}, program });`;
  const node = promisify(execFile)(process.execPath, ["--import", "tsx", "-e", `${imports}\n${script}`]);
  return node.then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
  );
}

describe("a program that goes wrong", () => {
  it("fails when it throws, with the message", async () => {
    const [error, ...more] = await errorsOf(() => {
      throw new Error("no subnets");
    });
    assert.match(error ?? "", /^no subnets \(at .*traps\.test\.ts/);
    assert.deepEqual(more, []);
  });

  it("shows an error made for users without a stack", async () => {
    const program = (): never => {
      throw new pulumi.ResourceError('Pool "web": size is 0. Pass 1 or more.', undefined, true);
    };
    assert.deepEqual(await errorsOf(program), ['Pool "web": size is 0. Pass 1 or more.']);
  });

  it("fails when an apply throws, although the program itself ends well", async () => {
    const errors = await errorsOf(() => {
      pulumi.output(1).apply(() => {
        throw new Error("not in here");
      });
    });
    assert.equal(errors.length, 1);
    assert.match(errors[0] ?? "", /^not in here/);
  });

  it("reports a fault once, however many resources it takes with it", async () => {
    const errors = await errorsOf(() => {
      const name = pulumi.output("web").apply((): string => {
        throw new Error("no name");
      });
      for (let i = 0; i < 10; i++) new aws.ecs.Cluster(`web-${i}`, { tags: { name } });
    });
    assert.equal(errors.length, 1, errors.join("\n"));
  });

  it("fails on two resources with one URN", async () => {
    const errors = await errorsOf(() => {
      new aws.ecs.Cluster("web");
      const second = new aws.ecs.Cluster("web");
      new aws.ecs.Service("web", { cluster: second.arn });
    });
    assert.equal(errors.length, 1, errors.join("\n"));
    assert.match(errors[0] ?? "", /Duplicate resource URN 'urn:pulumi:dev::fairlead::aws:ecs\/cluster:Cluster::web'/);
  });

  it("fails on a name that the provider would have to make too long", async () => {
    const errors = await errorsOf(() => {
      new aws.lb.TargetGroup("checkout-with-a-long-story", { port: 80 });
    });
    assert.match(errors.join(), /plus 7 random chars is longer than maximum length 32/);
  });

  it("fails when it logs an error", async () => {
    assert.deepEqual(await errorsOf(() => void pulumi.log.error("this cannot be")), ["this cannot be"]);
  });

  it("fails on a function that nobody answers, and names it", async () => {
    const errors = await errorsOf(async () => void (await aws.ec2.getVpc({ default: true })));
    assert.match(errors.join(), /nothing answers the function aws:ec2\/getVpc:getVpc/);
  });

  it("fails on a stack reference that nobody answers, and names it", async () => {
    const errors = await errorsOf(() => void new pulumi.StackReference("acme/net/dev"));
    assert.match(errors.join(), /nothing answers the reference to the stack 'acme\/net\/dev'/);
  });

  it("fails on an answer that is an error, with its text", async () => {
    const errors = await errorsOf(async () => void (await aws.ec2.getVpc({ default: true })), {
      answers: { "aws:ec2/getVpc:getVpc": () => "VpcIdNotSpecified: no default VPC" },
    });
    assert.match(errors.join(), /VpcIdNotSpecified: no default VPC/);
  });

  it("fails when it waits for itself, and names what it waits for", async () => {
    const errors = await errorsOf(cycle, { patienceMs: 300 });
    assert.equal(errors.length, 1);
    assert.match(errors[0] ?? "", /never ended: it still waits for first\[aws:ecs\/cluster:Cluster\], second\[/);
  });

  it("leaves nothing behind for the next run", async () => {
    await errorsOf(cycle, { patienceMs: 300 });
    assert.equal((await registered(() => void new aws.ecs.Cluster("web"))).length, 1);
  });

  it("takes other listeners for stray faults away only while it runs", async () => {
    const ours = () => {};
    process.on("unhandledRejection", ours);
    try {
      let during: unknown[] = [];
      await registered(() => {
        during = process.rawListeners("unhandledRejection");
      });
      assert.ok(!during.includes(ours));
      assert.ok(process.rawListeners("unhandledRejection").includes(ours));
    } finally {
      process.removeListener("unhandledRejection", ours);
    }
  });

  it("does not fail another run that was asked for at the same time", async () => {
    const bad = () => void pulumi.output(1).apply(() => Promise.reject(new Error("only mine")));
    const [first, second] = await Promise.all([errorsOf(bad), errorsOf(() => void new aws.ecs.Cluster("web"))]);
    assert.equal(first?.length, 1);
    assert.deepEqual(second, []);
  });

  it("refuses a resource that a timer makes after the end, and Node ends with an error", async () => {
    const { code, stderr } = await alone("run(() => void setTimeout(() => new aws.ecs.Cluster('late'), 100))");
    assert.equal(code, 1);
    assert.match(stderr, /failed to register new resource late .*: it came after the program had ended/);
  });

  // Without a test runner's timers Node has nothing left to wait for and would end at once, with exit code 0.
  it("does not end in silence when Node has nothing left to do", async () => {
    const { stdout } = await alone("run(() => new Promise(() => {})).then(({ errors }) => console.log(errors.join()))");
    assert.match(stdout, /the program never ended: it still waits for a promise that never resolves/);
  });

  it("returns the stack's outputs even where one of them is unknown", async () => {
    const { outputs } = await record({
      project: "p",
      stack: "s",
      config: {},
      program: () => ({ known: 1, arn: new aws.ecs.Cluster("web").arn }),
    });
    assert.equal(outputs.known, 1);
  });
});
