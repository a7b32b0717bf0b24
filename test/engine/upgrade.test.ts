import assert from "node:assert/strict";
import { ListTaskDefinitionsCommand, RegisterTaskDefinitionCommand } from "@aws-sdk/client-ecs";
import { PutParameterCommand } from "@aws-sdk/client-ssm";
import type { Clients } from "../support/engineAws";
import { describeWithEngine } from "../support/engineSuite";
import {
  RECORDED_REGION,
  RECORDED_STACK,
  RECORDED_VERSIONS,
  type RecordedResource,
  recordedState,
} from "../support/recorded";

/**
 * What today's library changes on a stack of a recorded version, like `update TYPE NAME`. Whoever adds a line says in
 * CHANGELOG.md what people will see; what would replace or delete something has no place here.
 */
const CHANGES: Readonly<Record<string, readonly string[]>> = {};

for (const version of RECORDED_VERSIONS) {
  describeWithEngine(`a stack that version ${version} has made`, RECORDED_REGION, (bench) => {
    const program = () => bench.project.at(`test/recorded/${version}/program`);

    before("AWS knows what the program asks it for", async () => {
      await program().create(RECORDED_STACK);
      await program().importState(RECORDED_STACK, recordedState(version));
      await setUpAnswers((recordedState(version).deployment.resources ?? []) as RecordedResource[], bench.aws);
    });

    it("loses nothing and has nothing replaced by today's library", async () => {
      const { changes, unchanged } = await program().succeed("preview", RECORDED_STACK);
      assert.ok(unchanged > 50);
      assert.deepEqual(changes, CHANGES[version] ?? []);
    });

    it("follows a component that its program has moved and renamed, with one alias", async () => {
      program().edit("index.ts", 'Worker("mailer", {', 'Worker("mail-sender", {');
      program().edit(
        "index.ts",
        'noLoadBalancer: { reason: "takes its work from a queue" },\n  }',
        `$&, {
          parent: new pulumi.ComponentResource("acme:index:Platform", "platform"),
          aliases: [{ name: "mailer", parent: pulumi.rootStackResource }],
        }`,
      );
      const { changes } = await program().succeed("preview", RECORDED_STACK);
      assert.ok(changes.includes("create acme:index:Platform platform"));
      assert.deepEqual(
        changes.filter((change) => /mailer|mail-sender/.test(change) && !isAddition(change)),
        [],
      );
      assert.ok(!changes.some((change) => /^create aws:ecs.service:Service/.test(change)));
    });
  });
}

/** Something new, or a component that tells the engine more or less of what it was asked for. */
function isAddition(change: string): boolean {
  return change.startsWith("create ") || change.startsWith("update fairlead:index:");
}

/** Makes what a preview reads: the registered revisions and the published references. All else it takes from the state. */
async function setUpAnswers(resources: readonly RecordedResource[], { ecs, ssm }: Clients): Promise<void> {
  const recorded = (type: string) => resources.filter((resource) => resource.type === type);
  for (const { outputs } of recorded("aws:ecs/taskDefinition:TaskDefinition")) {
    // biome-ignore lint/suspicious/noExplicitAny: a state is what an engine has written
    const { containerDefinitions, volumes, runtimePlatform, ...definition } = outputs as any;
    await ecs.send(
      new RegisterTaskDefinitionCommand({
        family: definition.family,
        networkMode: definition.networkMode,
        requiresCompatibilities: definition.requiresCompatibilities,
        executionRoleArn: definition.executionRoleArn,
        taskRoleArn: definition.taskRoleArn,
        runtimePlatform,
        containerDefinitions: JSON.parse(containerDefinitions),
        // biome-ignore lint/suspicious/noExplicitAny: as above
        volumes: volumes.map(({ name, hostPath }: any) => ({ name, host: { sourcePath: hostPath } })),
      }),
    );
  }
  const { taskDefinitionArns } = await ecs.send(new ListTaskDefinitionsCommand({}));
  assert.deepEqual(
    [...(taskDefinitionArns ?? [])].sort(),
    recorded("aws:ecs/taskDefinition:TaskDefinition")
      .map(({ outputs }) => outputs?.arn)
      .sort(),
    "the emulator is of another account, or was not new",
  );
  for (const { outputs } of recorded("aws:ssm/parameter:Parameter")) {
    const parameter = { Name: String(outputs?.name), Value: plaintext(outputs?.value), Type: "String" } as const;
    await ssm.send(new PutParameterCommand(parameter));
  }
}

/** The text in a property that the provider calls secret. */
function plaintext(secret: unknown): string {
  return JSON.parse((secret as { plaintext: string }).plaintext);
}
