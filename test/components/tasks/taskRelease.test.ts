import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { TaskRelease } from "fairlead";
import { taskReleaseArgs } from "../../support/builders";
import { attempted, errorsOf, madeDespiteErrors, ofType, one, registered } from "../../support/recorder";

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

  it("says nothing but what is searched for environments, and what is the same in every release", async () => {
    const { inputs } = one(await release(), DEFINITION);
    const searched = ["containerDefinitions", "family"];
    const roles = ["executionRoleArn", "taskRoleArn"]; // of whose names the release's is one part
    const alike = ["networkMode", "requiresCompatibilities", "runtimePlatform", "skipDestroy", "tags", "volumes"];
    assert.deepEqual(Object.keys(inputs).sort(), [...searched, ...roles, ...alike].sort());
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

  describe("that says which account each environment has", () => {
    const accounts = { dev: "111111111111", stage: "222222222222", prod: "333333333333" };
    const errors = async (changes: object) =>
      (await errorsOf(() => new TaskRelease("web", taskReleaseArgs({ accounts, ...changes })))).join("\n");
    const queue = (id: unknown) => ({
      permissions: [{ actions: ["sqs:SendMessage"], resources: [id as string] }],
    });
    /** A release as it is in one of the accounts, with what a program finds out of that. */
    const within = (accountId: string, changes: object = {}) =>
      release(
        { accounts, ...changes },
        {
          preview: false,
          answers: {
            "aws:index/getCallerIdentity:getCallerIdentity": () => ({
              accountId,
              id: accountId,
              arn: "a",
              userId: "u",
            }),
          },
        },
      );

    it("is refused with one in a secret's ARN, an image, a variable or a policy", async () => {
      for (const [changes, error] of [
        [
          container({ secrets: { A: "arn:aws:ssm:eu-west-1:111111111111:parameter/shop/a" } }),
          /secrets\.A is naming 111111111111, the account of "dev"; /,
        ],
        [
          container({ image: "222222222222.dkr.ecr.eu-west-1.amazonaws.com/web:1" }),
          /image is naming 222222222222, the account of "stage"; /,
        ],
        [
          container({ variables: { A: "3333-3333-3333" } }),
          /variables\.A is naming 333333333333, the account of "prod"; /,
        ],
        [queue("arn:aws:sqs:eu-west-1:333333333333:mail"), /permissions\[0\]\.resources\[0\] is naming 333333333333/],
      ] as const) {
        assert.match(await errors(changes), error);
      }
    });

    it("is refused with the account that it is deployed in, but in a policy that asked for it", async () => {
      const own = "123456789012"; // what the recorder's AWS says
      const changes = { accounts: { ...accounts, dev: own } };
      const later = pulumi.output(`arn:aws:sqs:eu-west-1:${own}:mail`);
      assert.equal(await errors({ ...changes, ...queue(later) }), "");
      assert.match(
        await errors({ ...changes, ...queue(pulumi.output("arn:aws:sqs:eu-west-1:333333333333:mail")) }),
        /naming 333333333333/,
      );
      assert.match(
        await errors({ ...changes, ...container({ variables: { A: later } }) }),
        /variables\.A is naming 123456789012/,
      );
    });

    it("registers the same document and the same hash in each, from secrets by their names", async () => {
      const secrets = { TOKEN: "/shop/token", KEY: "shop.key" };
      const documents = await Promise.all(
        Object.values(accounts).map(async (id) => {
          const changes = { ...container({ secrets }), ...queue(pulumi.output(`arn:aws:sqs:eu-west-1:${id}:mail`)) };
          const resources = await within(id, changes);
          const { inputs } = one(resources, DEFINITION);
          const { inputs: execution } = one(resources, POLICY, "web-execution");
          const statements = JSON.parse(execution.policy as string).Statement as {
            Action: unknown;
            Resource: unknown;
          }[];
          assert.deepEqual(statements.find(({ Action }) => Action === "ssm:GetParameters")?.Resource, [
            `arn:aws:ssm:eu-west-1:${id}:parameter/shop/token`,
            `arn:aws:ssm:eu-west-1:${id}:parameter/shop.key`,
          ]);
          return { document: inputs.containerDefinitions, tags: inputs.tags };
        }),
      );
      assert.deepEqual(documents[1], documents[0]);
      assert.deepEqual(documents[2], documents[0]);
      assert.doesNotMatch(documents[0]?.document as string, /arn:|\d{12}/);
      assert.match(documents[0]?.document as string, /"valueFrom":"\/shop\/token"/);
    });
  });

  describe("with names that are allowed", () => {
    const registry = "111111111111.dkr.ecr.eu-west-1.amazonaws.com";
    const accounts = { dev: "111111111111", stage: "222222222222", prod: "333333333333" };
    const shared = { ...container({ image: `${registry}/web:1`, labels: { by: "DevOps" } }), accounts };
    const allowedNames = [
      { text: `${registry}/`, reason: "one registry for all accounts" },
      { text: "DevOps", reason: "a team" },
    ];
    const messages = async (changes: object) => {
      const { errors, messages } = await attempted(() => new TaskRelease("web", taskReleaseArgs(changes)));
      return { errors, warnings: messages.filter(({ severity }) => severity === "warning").map(({ text }) => text) };
    };

    it("is made, and is not made without them", async () => {
      assert.deepEqual(await messages({ ...shared, allowedNames }), { errors: [], warnings: [] });
      const { errors } = await messages(shared);
      assert.match(errors.join(), /image is naming 111111111111/);
      assert.match(errors.join(), /labels\.by is naming "dev"; .* allowedNames, with a reason\.$/m);
    });

    it("knows those that are used only by what is known later", async () => {
      const late = container({ image: pulumi.output(`${registry}/web:1`), labels: pulumi.output({ by: "DevOps" }) });
      assert.deepEqual(await messages({ ...late, accounts, allowedNames }), { errors: [], warnings: [] });
    });

    it("tells of one that nothing needs any more", async () => {
      const more = [...allowedNames, { text: "dev-tools", reason: "a label once" }];
      const { errors, warnings } = await messages({ ...shared, allowedNames: more });
      assert.deepEqual(errors, []);
      assert.deepEqual(warnings, [
        'allowedNames has "dev-tools", which nothing in the definition needs any more: take it out.',
      ]);
    });

    for (const [title, allowed, error] of [
      ["no reason", { text: "DevOps" }, /allowedNames\[0\]\.reason is missing; it says no reason\./],
      ["a blank reason", { text: "DevOps", reason: " " }, /allowedNames\[0\]\.reason is " "; it says no reason\./],
      ["no text", { reason: "x" }, /allowedNames\[0\]\.text is missing; it is no text\./],
      [
        "an environment's name and nothing else",
        { text: "/Dev-", reason: "x" },
        /text is "\/Dev-"; it would allow the environment everywhere\./,
      ],
      [
        "an account and nothing else",
        { text: "111111111111", reason: "x" },
        /it would allow the environment everywhere\./,
      ],
      [
        "something else beside them",
        { text: "DevOps", reason: "x", path: "y" },
        /allowedNames\[0\]\.path is given; there is no such argument\./,
      ],
    ] as const) {
      it(`is refused with ${title}`, async () => {
        const changes = { ...shared, allowedNames: [allowed as { text: string; reason: string }] };
        assert.match((await messages(changes)).errors.join("\n"), error);
      });
    }
  });

  it("may be called and labelled as the library and AWS call their own", async () => {
    const environments = ["image", "container", "config", "fairlead", "awslogs", "tcp", "linux", "command", "actions"];
    const changes = {
      ...container({ healthCheck: { command: "true" }, command: ["serve"] }),
      permissions: [{ actions: ["sqs:SendMessage"], resources: ["arn:aws:sqs:eu-west-1:123456789012:mail"] }],
      environments,
    };
    assert.deepEqual(await errorsOf(() => new TaskRelease("web", taskReleaseArgs(changes))), []);
  });

  it("may say which environment it is about where it only explains itself", async () => {
    const changes = container({ writableRootFilesystem: { reason: "found out in dev" } });
    assert.deepEqual(await errorsOf(() => new TaskRelease("web", taskReleaseArgs(changes))), []);
  });

  it("is refused with an environment in its name, which its roles have, and tells the name once", async () => {
    const errors = async (family: object) =>
      (await errorsOf(() => new TaskRelease("web-prod", taskReleaseArgs(family)))).join("\n");
    assert.match(await errors({ family: "web" }), /name is naming "prod"/);
    assert.match(await errors({}), /family is naming "prod"/);
    assert.doesNotMatch(await errors({}), /name is naming/);
    const allowedNames = [{ text: "web-prod", reason: "the name of before" }];
    assert.equal(await errors({ family: "web", allowedNames }), "");
  });

  it("finds an environment in an image that is known only later", async () => {
    const changes = container({ image: pulumi.output("registry.example.com/prod/web:1") });
    const errors = await errorsOf(() => new TaskRelease("web", taskReleaseArgs(changes)));
    assert.match(errors.join("\n"), /containers.app.image is naming "prod"/);
  });
});
