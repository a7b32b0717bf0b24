import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import * as fairlead from "fairlead";
import {
  environmentReference,
  scheduledTaskArgs,
  taskReleaseArgs,
  webServiceArgs,
  withRelease,
  workerArgs,
} from "../../support/builders";
import { errorsOf, registered } from "../../support/recorder";

/** As the engine hands it to a component of a program in YAML: one output. */
const asOne = (value: unknown = environmentReference()) =>
  pulumi.output(value) as unknown as fairlead.EnvironmentReference;

describe("an environment that comes as one output, as other languages pass it", () => {
  for (const [kind, declare] of [
    ["web service", (environment) => new fairlead.WebService("web", webServiceArgs({ environment }))],
    ["worker", (environment) => new fairlead.Worker("web", workerArgs({ environment }))],
    ["job", (environment) => new fairlead.ScheduledTask("web", scheduledTaskArgs({ environment }))],
    [
      "release of a team",
      (environment) => new fairlead.TaskRelease("web", taskReleaseArgs({ owner: { environment, team: "payments" } })),
    ],
  ] as [string, (environment: fairlead.EnvironmentReference) => unknown][]) {
    it(`makes of a ${kind} what its fields would`, async () => {
      const made = async (environment: () => fairlead.EnvironmentReference) =>
        (await registered(() => void declare(environment()), withRelease()))
          .filter(({ custom }) => custom)
          .map(({ type, name, inputs }) => ({ type, name, inputs }))
          .sort((a, b) => (a.type + a.name < b.type + b.name ? -1 : 1));
      assert.deepEqual(await made(asOne), await made(environmentReference));
    });
  }

  it("is refused when it is none, field by field", async () => {
    for (const value of ["dev", null, [], 7]) {
      const program = () => void new fairlead.Worker("web", workerArgs({ environment: asOne(value) }));
      assert.match((await errorsOf(program, withRelease())).join("\n"), /Worker "web": environment\.\w+ is missing/);
    }
  });
});
