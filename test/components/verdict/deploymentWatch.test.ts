import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { WebService, Worker } from "fairlead";
import { inStackContext } from "../../../tools/preview/internals";
import { loggingEngine } from "../../../tools/preview/logging";
import { describedRelease, webServiceArgs, workerArgs } from "../../support/builders";
import { type AwsAnswer, FakeAws, rolledBack } from "../../support/fakeAws";
import { type Operation, update } from "../../support/operatingEngine";
import { registered } from "../../support/recorder";

const SERVICE = "aws:ecs/service:Service";
const GET_SERVICE = "aws:ecs/getService:getService";
const WAITED =
  "waiting for ECS Service (web) update: Service deployment rolled back because the circuit breaker threshold was exceeded.";

describe("the watch over a deployment", () => {
  const ecs = new FakeAws();
  let config: Record<string, string>;
  before(async () => {
    const endpoint = await ecs.start();
    const endpoints = JSON.stringify([{ ecs: endpoint, sts: endpoint }]);
    config = {
      "aws:region": "eu-west-1",
      "aws:accessKey": "OWN",
      "aws:secretKey": "secret",
      "aws:endpoints": endpoints,
    };
  });
  after(() => ecs.stop());
  beforeEach(() => {
    ecs.calls.length = 0;
    ecs.answers = rolledBack("web:7", "web:6");
  });

  /** Runs an update of one service, whose provider answers so. */
  const deploy = (
    told: Record<string, unknown> | string,
    operation: Operation = "update",
    program: () => unknown = () => new WebService("web", webServiceArgs()),
    configured = config,
  ) =>
    update(
      {
        program,
        config: configured,
        answers: {
          "aws:ecs/getTaskDefinition:getTaskDefinition": () => describedRelease(),
          [GET_SERVICE]: () => told,
        },
      },
      ({ type }) => (type === SERVICE ? operation : "create"),
    );
  const runs = (release: string, more = {}) => ({
    taskDefinition: `arn:aws:ecs:eu-west-1:123456789012:task-definition/${release}`,
    desiredCount: 3,
    ...more,
  });
  const line = (errors: readonly string[]) => {
    assert.equal(errors.length, 1, errors.join("\n"));
    return errors[0] ?? "";
  };

  describe("with a provider that is content with a rollback", () => {
    it("fails the update in one line that says what runs, which task failed and why, and where to see more", async () => {
      for (const operation of ["create", "update"] as const) {
        const { errors } = await deploy(runs("web:6"), operation);
        assert.match(
          line(errors),
          /^WebService "web": ECS rolled the deployment of web:7 back to web:6: task stopped: Essential container in task exited \(container app, exit code 3\)\. .*See: aws ecs describe-services --cluster fairlead-dev --services web-[0-9a-f]{7} --region eu-west-1 --query '[^']*'$/,
        );
      }
    });

    it("holds for workers too", async () => {
      const { errors } = await deploy(runs("web:6"), "update", () => new Worker("web", workerArgs()));
      assert.match(line(errors), /^Worker "web": ECS rolled the deployment of web:7 back to web:6: task stopped: /);
    });

    it("says nothing when ECS runs what was deployed, and asks nobody else", async () => {
      const { errors, outputs } = await deploy(runs("web:7", { runningCount: 3 }));
      assert.deepEqual(errors, []);
      assert.match(String(outputs.web?.serviceName), /^web-/);
      assert.deepEqual(ecs.calls, []);
    });

    it("fails what is repeated after a failure and still does not run, which the provider takes for done", async () => {
      ecs.answers = rolledBack("web:7", "web:7");
      const told = await deploy(runs("web:7", { runningCount: 1 }), "repeat");
      assert.match(line(told.errors), /ECS runs 1 of 3 tasks of web:7: task stopped: Essential container/);
      const { DescribeServices, ...others } = rolledBack("web:7", "web:7");
      const [service] = (DescribeServices as { services: object[] }).services;
      ecs.answers = { ...others, DescribeServices: { services: [{ ...service, runningCount: 0 }] } };
      const untold = await deploy(runs("web:7"), "repeat");
      assert.match(line(untold.errors), /ECS runs 0 of 2 tasks of web:7: task stopped: Essential container/);
    });

    it("does not count the tasks of what the provider has waited for: they come and go with spot and scaling", async () => {
      assert.deepEqual((await deploy(runs("web:7", { runningCount: 1 }))).errors, []);
    });

    describe("and a service that somebody else has moved to another revision", () => {
      const quiet = () => {
        const { DescribeServices, ...others } = rolledBack("web:7", "other:1");
        const [service] = (DescribeServices as { services: object[] }).services;
        ecs.answers = { ...others, DescribeServices: { services: [{ ...service, events: [] }] } };
      };

      it("warns that it runs something else, and claims no rollback, when the update asked for no revision", async () => {
        quiet();
        const { errors, warnings, outputs } = await deploy(runs("other:1"), "resize");
        assert.deepEqual(errors, []);
        assert.match(String(outputs.web?.serviceName), /^web-/);
        assert.match(
          warnings.join("\n"),
          /^WebService "web": ECS runs other:1 and not web:7, which Pulumi's state says and this update did not deploy: .* To deploy web:7: pulumi up --refresh\. See: aws ecs describe-services .*$/,
        );
      });

      it("is red when the update repeats one that has failed", async () => {
        quiet();
        assert.match(line((await deploy(runs("other:1"), "repeat")).errors), /ECS rolled the deployment of web:7 back/);
      });

      it("is red when ECS tells that it was a rollback", async () => {
        assert.match(line((await deploy(runs("web:6"), "resize")).errors), /ECS rolled the deployment of web:7 back/);
      });
    });

    it("does not judge a service that this update has not touched", async () => {
      const { errors, invoked } = await deploy(runs("web:6"), "untouched");
      assert.deepEqual(errors, []);
      assert.ok(!invoked.includes(GET_SERVICE));
    });

    it("lets nothing go on that needs the service", async () => {
      let went = false;
      const { errors } = await deploy(runs("web:6"), "update", () => {
        new WebService("web", webServiceArgs()).serviceName.apply(() => {
          went = true;
        });
      });
      assert.match(line(errors), /rolled/);
      assert.equal(went, false);
    });

    it("tells how to try again when Pulumi's state already says what was wanted", async () => {
      const { errors } = await deploy(runs("web:6"));
      assert.match(line(errors), / To try web:7 again: pulumi up --refresh\. See: /);
    });

    it("warns when the service cannot be read, and goes by what the provider has stored", async () => {
      const { errors, warnings } = await deploy("AccessDeniedException: no ecs:DescribeServices");
      assert.deepEqual(errors, []);
      assert.match(
        warnings.join("\n"),
        /^WebService "web": whether ECS kept to the deployment could not be read \(.*ecs:DescribeServices\)$/,
      );
    });
  });

  describe("with a provider that fails the service", () => {
    const fails = { fails: "update", error: WAITED } as const;

    it("adds which task failed and why to the provider's own error", async () => {
      const { errors } = await deploy(runs("web:6"), fails);
      const [added] = errors.filter((error) => error.startsWith('WebService "web": '));
      assert.match(
        added ?? "",
        /^WebService "web": ECS rolled the deployment of web:7 back to web:6: task stopped: Essential container in task exited \(container app, exit code 3\)\. To try web:7 again: pulumi up --refresh\. See: aws ecs describe-services .*$/,
      );
      assert.ok(errors.some((error) => error.includes(WAITED)));
    });

    it("explains a first deployment, which nothing can be rolled back to", async () => {
      ecs.answers = rolledBack("web:7", "web:7");
      const { errors } = await deploy(runs("web:7"), { fails: "create", error: "timeout while waiting" });
      assert.match(
        errors.join("\n"),
        /WebService "web": web:7 failed: task stopped: Essential container in task exited \(container app, exit code 3\)/,
      );
    });

    it("adds nothing to an error that has nothing to do with a deployment", async () => {
      ecs.answers = { ...rolledBack("web:6", "web:6"), ListTasks: { taskArns: [] } };
      const { errors } = await deploy(runs("web:6"), {
        fails: "update",
        error: "AccessDeniedException: ecs:UpdateService",
      });
      assert.ok(
        errors.every((error) => !error.startsWith("WebService")),
        errors.join("\n"),
      );
    });
  });

  describe("where the reason cannot be read", () => {
    const unread = async (changes: { config?: Record<string, string>; answers?: Record<string, AwsAnswer> }) => {
      ecs.answers = { ...ecs.answers, ...changes.answers };
      const { errors } = await deploy(runs("web:6"), "update", undefined, { ...config, ...changes.config });
      return line(errors);
    };
    const START = /^WebService "web": ECS rolled the deployment of web:7 back to web:6; the reason could not be read /;

    for (const [what, changes, because] of [
      ["denied", { answers: { DescribeServices: { error: "AccessDeniedException" } } }, /AccessDeniedException/],
      ["a secret key that is not known", { config: { "aws:secretKey": "" } }, /secretKey is not known/],
      ["a proxy that only the provider uses", { config: { "aws:httpsProxy": "http://proxy" } }, /httpsProxy/],
      ["nobody who answers", { answers: { ListTasks: "nothing" } }, /./],
    ] as const) {
      it(`is red all the same and gives the command: ${what}`, async () => {
        const said = await unread(changes);
        assert.match(said, START);
        assert.match(said, because);
        assert.match(
          said,
          /See: aws ecs describe-services --cluster fairlead-dev --services web-\w+ --region eu-west-1 /,
        );
      }).timeout(60_000);
    }

    it("falls back on the events that the provider tells", async () => {
      ecs.answers = {};
      const message =
        "(service web) was unable to place a task because no container instance met all of its requirements.";
      const events = [{ createdAt: new Date().toISOString(), id: "1", message }];
      const { errors } = await deploy(runs("web:6", { events }));
      assert.match(line(errors), /back to web:6: the service was unable to place a task because no container instance/);
    });

    it("does not take an event of more than an hour ago for the reason: it tells of another deployment", async () => {
      ecs.answers = {};
      const createdAt = new Date(Date.now() - 61 * 60 * 1_000).toISOString();
      const events = [{ createdAt, id: "1", message: "(service web) was unable to place a task." }];
      assert.match(line((await deploy(runs("web:6", { events }))).errors), START);
    });
  });

  describe("whose credentials it uses", () => {
    it("has those of the service's own provider, and not those of the default one", async () => {
      const { errors } = await deploy(runs("web:6"), "update", () => {
        const provider = new aws.Provider("other", {
          region: "eu-west-1",
          accessKey: "OTHER",
          secretKey: pulumi.secret("secret"),
          endpoints: [{ ecs: JSON.parse(config["aws:endpoints"] ?? "")[0].ecs }],
        });
        new WebService("web", webServiceArgs(), { provider });
      });
      assert.match(line(errors), /exit code 3/);
      assert.deepEqual([...new Set(ecs.calls.map(({ accessKeyId }) => accessKeyId))], ["OTHER"]);
    });
  });

  it("lets services be deployed by an engine that knows no hooks", async () => {
    const answers = { "aws:ecs/getTaskDefinition:getTaskDefinition": () => describedRelease() };
    const program = () => new WebService("web", webServiceArgs());
    const { errors, outputs } = await update({ program, config, answers }, () => "create", { knowsHooks: false });
    assert.deepEqual(errors, []);
    assert.match(String(outputs.web?.serviceName), /^web-/);
  });

  it("lets programs be tested with mocks, where nobody calls hooks", async () => {
    const context = { project: "fairlead", stack: "dev", organization: "organization", preview: false, config: {} };
    await inStackContext(context, { monitor: {}, engine: loggingEngine([], assert.fail) }, async () => {
      await pulumi.runtime.setMocks({
        newResource: ({ name, inputs }) => ({ id: `${name}-id`, state: { ...inputs, name } }),
        call: ({ token }) => (token.includes("getTaskDefinition") ? describedRelease() : {}),
      });
      const { serviceName } = new WebService("web", webServiceArgs());
      assert.equal(await new Promise((resolve) => serviceName.apply(resolve)), "web");
    });
  });

  it("asks nothing in a preview", async () => {
    const asked: string[] = [];
    await registered(() => new WebService("web", webServiceArgs()), {
      config,
      answers: {
        "aws:ecs/getTaskDefinition:getTaskDefinition": () => describedRelease(),
        [GET_SERVICE]: () => {
          asked.push(GET_SERVICE);
          return {};
        },
      },
    });
    assert.deepEqual([asked, ecs.calls], [[], []]);
  });
});
