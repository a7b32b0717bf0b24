import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { TaskRelease } from "fairlead";
import { taskReleaseArgs } from "../../support/builders";
import { errorsOf, madeDespiteErrors, ofType, one, registered } from "../../support/recorder";

const DEFINITION = "aws:ecs/taskDefinition:TaskDefinition";
const POLICY = "aws:iam/rolePolicy:RolePolicy";
const release = (changes = {}, options = {}) =>
  registered(() => new TaskRelease("web", taskReleaseArgs(changes)), options);
const container = (changes: object) => ({
  containers: { app: { image: "registry.example.com/web:1.4", memoryReservationMiB: 256, ...changes } },
});

describe("a release", () => {
  it("stays registered when its successor comes, because environments still run it", async () => {
    assert.equal(one(await release(), DEFINITION).inputs.skipDestroy, true);
  });

  it("has a document that is known before anything exists", async () => {
    const { inputs } = one(await release(), DEFINITION);
    const [app] = JSON.parse(inputs.containerDefinitions as string);
    assert.equal(app.logConfiguration.options["awslogs-group"], "/fairlead/web");
    assert.deepEqual(inputs.volumes, [{ name: "container-config", hostPath: "/etc/container_config" }]);
    assert.match((inputs.tags as Record<string, string>)["fairlead:content-hash"] ?? "", /^[0-9a-f]{64}$/);
  });

  it("makes the two roles and the log group that it names, before itself", async () => {
    const resources = await release();
    assert.deepEqual(
      ofType(resources, "aws:iam/role:Role")
        .map(({ name }) => name)
        .sort(),
      ["web-execution", "web-task"],
    );
    const { inputs } = one(resources, "aws:cloudwatch/logGroup:LogGroup");
    assert.deepEqual([inputs.name, inputs.retentionInDays], ["/fairlead/web", 90]);
    const { dependencies } = one(resources, DEFINITION);
    for (const type of ["aws:iam/rolePolicy:RolePolicy", "aws:cloudwatch/logGroup:LogGroup"]) {
      for (const { urn } of ofType(resources, type)) assert.ok(dependencies.includes(urn), urn);
    }
  });

  it("lets ECS write its logs, pull its image and read its secrets, and no others", async () => {
    const changes = container({
      image: "123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop/web:1.4",
      secrets: {
        TOKEN: "/shop/token",
        KEY: "arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop-AbCdEf:key::",
      },
    });
    const { inputs } = one(await release(changes, { preview: false }), POLICY, "web-execution");
    const { Statement } = JSON.parse(inputs.policy as string) as {
      Statement: { Action: string | string[]; Resource: unknown }[];
    };
    assert.deepEqual(Object.fromEntries(Statement.map(({ Action, Resource }) => [String(Action), Resource])), {
      "logs:CreateLogStream,logs:PutLogEvents": Statement[0]?.Resource,
      "ecr:GetAuthorizationToken": "*",
      "ecr:BatchCheckLayerAvailability,ecr:BatchGetImage,ecr:GetDownloadUrlForLayer": [
        "arn:aws:ecr:eu-west-1:123456789012:repository/shop/web",
      ],
      "ssm:GetParameters": ["arn:aws:ssm:eu-west-1:123456789012:parameter/shop/token"],
      "secretsmanager:GetSecretValue": ["arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop-AbCdEf"],
    });
    assert.match(String(Statement[0]?.Resource), /^arn:.*:\*$/);
  });

  it("asks for nothing of a registry or of secrets when it has none", async () => {
    const { inputs } = one(await release({}, { preview: false }), POLICY, "web-execution");
    assert.equal(JSON.parse(inputs.policy as string).Statement.length, 1);
  });

  it("gives its containers what they may do, and no policy when that is nothing", async () => {
    const permissions = [{ actions: ["sqs:SendMessage"], resources: ["arn:aws:sqs:eu-west-1:123456789012:mail"] }];
    const { inputs } = one(await release({ permissions }, { preview: false }), POLICY, "web-task");
    assert.deepEqual(JSON.parse(inputs.policy as string).Statement, [
      { Effect: "Allow", Action: ["sqs:SendMessage"], Resource: ["arn:aws:sqs:eu-west-1:123456789012:mail"] },
    ]);
    assert.equal(ofType(await release(), POLICY).length, 1);
  });

  for (const [what, changes, error] of [
    [
      "an environment in a variable",
      container({ variables: { URL: "https://api.prod.example.com" } }),
      /containers.app.variables.URL is naming "prod"/,
    ],
    [
      "an environment in a variable's name",
      container({ variables: { STAGE_URL: "x" } }),
      /containers.app.variables.STAGE_URL is naming "stage"/,
    ],
    ["an environment in the family", { family: "web-dev" }, /family is naming "dev"/],
    ["an environment in a secret", container({ secrets: { A: "/dev/token-x" } }), /secrets.A is naming "dev"/],
    [
      "an environment in a permission",
      { permissions: [{ actions: ["s3:GetObject"], resources: ["arn:aws:s3:::shop-prod/*"] }] },
      /permissions\[0\].resources\[0\] is naming "prod"/,
    ],
    ["an image without a tag", container({ image: "registry.example.com:5000/web" }), /containers.app.image is/],
    ["the tag latest", container({ image: "web:latest" }), /an image needs a tag other than latest/],
    ["a port twice", container({ ports: [80, 80] }), /containers.app.ports is/],
    ["port 70000", container({ ports: [70_000] }), /containers.app.ports\[0\] is 70000/],
    [
      "a limit below the reservation",
      container({ memoryLimitMiB: 100 }),
      /memoryLimitMiB is 100; it is below memoryReservationMiB, 256/,
    ],
    [
      "a whole service's actions",
      { permissions: [{ actions: ["sqs:*"], resources: ["*"] }] },
      /permissions\[0\].actions is/,
    ],
    ["no container", { containers: {} }, /containers is {}/],
    ["a secret's value", container({ secrets: { A: "hunter2 is my password" } }), /containers.app.secrets.A is/],
  ] as const) {
    it(`is refused with ${what}, and makes nothing`, async () => {
      const program = () => new TaskRelease("web", taskReleaseArgs(changes as object));
      const errors = (await errorsOf(program)).join("\n");
      assert.match(errors, error);
      assert.match(errors, /^TaskRelease "web"/);
      assert.deepEqual(await madeDespiteErrors(program), []);
    });
  }

  it("finds an environment in an image that is known only later", async () => {
    const changes = container({ image: pulumi.output("registry.example.com/prod/web:1") });
    const errors = await errorsOf(() => new TaskRelease("web", taskReleaseArgs(changes)));
    assert.match(errors.join("\n"), /containers.app.image is naming "prod"/);
  });
});
