import assert from "node:assert/strict";
import { type ContainerArgs, TaskRelease, type TaskReleaseArgs } from "fairlead";
import { contentHash } from "../../../components/tasks/taskDocument";
import { environmentReference, taskReleaseArgs } from "../../support/builders";
import { one, registered } from "../../support/recorder";

const app: ContainerArgs = { image: "registry.example.com/web:1.4", memoryReservationMiB: 256 };

async function hashOf(changes: Partial<TaskReleaseArgs> = {}): Promise<unknown> {
  const resources = await registered(
    () => new TaskRelease("web", taskReleaseArgs({ containers: { app }, ...changes })),
  );
  const { tags } = one(resources, "aws:ecs/taskDefinition:TaskDefinition").inputs;
  return (tags as Record<string, string>)["fairlead:content-hash"];
}

/** Another value of each argument that a definition, or what its roles may do, comes from. */
const SAYS: Required<
  Omit<TaskReleaseArgs, "environments" | "accounts" | "allowedNames" | "logRetentionDays" | "roleNames">
> = {
  containers: { app, sidecar: app },
  family: "api",
  permissions: [{ actions: ["sqs:SendMessage"], resources: ["arn:aws:sqs:eu-west-1:123456789012:mail"] }],
  owner: { environment: environmentReference(), team: "payments" },
  architecture: "arm64",
};

/** Another value of each argument of a container. */
const OF_CONTAINER: Required<ContainerArgs> = {
  image: "registry.example.com/web:1.5",
  memoryReservationMiB: 257,
  memoryLimitMiB: 300,
  cpuUnits: 64,
  essential: false,
  command: ["run"],
  entryPoint: ["/entry"],
  ports: [8080],
  variables: { A: "b" },
  secrets: { A: "/b" },
  stopTimeoutSeconds: 31,
  tmpfs: { "/tmp": 8 },
  writableRootFilesystem: { reason: "an old app" },
  user: "65534",
  workingDirectory: "/app",
  labels: { a: "b" },
  healthCheck: { command: "true" },
};

describe("a release's content hash", () => {
  for (const [argument, value] of Object.entries(SAYS)) {
    it(`changes with ${argument}`, async () => assert.notEqual(await hashOf({ [argument]: value }), await hashOf()));
  }

  for (const [argument, value] of Object.entries(OF_CONTAINER)) {
    it(`changes with ${argument} of a container`, async () => {
      const sidecar = { ...app, image: "registry.example.com/proxy:1" }; // essential, so that the app need not be
      const changed = await hashOf({ containers: { app: { ...app, [argument]: value }, sidecar } });
      assert.notEqual(changed, await hashOf({ containers: { app, sidecar } }));
    });
  }

  it("does not change with what is in no definition", async () => {
    const others: Partial<TaskReleaseArgs> = {
      environments: ["dev"],
      accounts: { dev: "111111111111", stage: "222222222222", prod: "333333333333" },
      allowedNames: [{ text: "DevOps", reason: "a team" }],
      logRetentionDays: 30,
      roleNames: "fixed",
    };
    for (const [argument, value] of Object.entries(others)) {
      assert.equal(await hashOf({ [argument]: value }), await hashOf(), argument);
    }
  });

  it("does not change with accounts that a policy has to name, but with those that anything else names", () => {
    const accounts = ["111111111111", "333333333333"];
    const hashes = (said: (id: string) => { policy?: string; image?: string }) =>
      accounts.map((id) => {
        const { policy = "[]", image = app.image as string } = said(id);
        const batch = { image, memoryReservationMiB: 128 };
        return contentHash({ family: "batch", containers: { app: batch }, policy }, accounts);
      });
    const [one, other] = hashes((id) => ({ policy: JSON.stringify([`arn:aws:sqs:eu-west-1:${id}:mail`]) }));
    assert.equal(one, other);
    const [old, moved] = hashes((id) => ({ image: `${id}.dkr.ecr.eu-west-1.amazonaws.com/web:1.4` }));
    assert.notEqual(old, moved);
  });

  it("does not change with what is the default anyway", async () => {
    const said = { permissions: [], architecture: "x86_64" as const, family: "web" };
    assert.equal(await hashOf(said), await hashOf());
  });

  it("is the one of before, so that an unchanged release stays what it is", async () => {
    const batch = { image: "registry.example.com/batch:2.0", memoryReservationMiB: 128 };
    assert.equal(
      contentHash({ family: "batch", containers: { app: batch }, policy: "[]" }),
      "cbb03b415ffba02fafed141bf16f9c35fdb360d9589fc4354290992dc25ecab4",
    );
  });
});
