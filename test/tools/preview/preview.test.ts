import assert from "node:assert/strict";
import { join } from "node:path";
import { AnalyzeResponse, AnalyzerInfo } from "@pulumi/pulumi/proto/analyzer_pb";
import type { Pack } from "../../../tools/preview/pack";
import { Previewer } from "../../../tools/preview/preview";
import { readProject } from "../../../tools/preview/settings";
import program from "../../support/project/index";

const project = readProject(join(__dirname, "../../support/project"));

/** A pack without policies that counts how often a stack is judged. */
function countingPack(): Pack & { judged: number } {
  const pack = {
    judged: 0,
    getAnalyzerInfo: async () => new AnalyzerInfo(),
    configure: async () => undefined,
    analyze: async () => new AnalyzeResponse(),
    analyzeStack: async () => {
      pack.judged++;
      return new AnalyzeResponse();
    },
  };
  return pack;
}

describe("a preview of a project's stacks", () => {
  const { log } = console;
  beforeEach(() => {
    console.log = () => {};
  });
  afterEach(() => {
    console.log = log;
  });

  it("has later stacks look up what the releases of an earlier one would be", async () => {
    const previewer = new Previewer(project, program, countingPack());
    assert.deepEqual(await previewer.recordReleases("releases"), []);
    const { pins, errors, resources } = await previewer.preview("dev");
    assert.deepEqual([errors, pins], [[], ["web:7"]]);
    const service = resources.find(({ type }) => type === "aws:ecs/service:Service");
    assert.equal(service?.inputs.taskDefinition, "arn:aws:ecs:eu-west-1:123456789012:task-definition/web:7");
    const tags = service?.inputs.tags as { role: string };
    assert.match(tags.role, /^arn:aws:iam::.*role\/web-task-/);
  });

  it("fails a stack whose release nobody made", async () => {
    const { errors } = await new Previewer(project, program, countingPack()).preview("dev");
    assert.match(errors.join(), /nothing answers the function aws:ecs\/getTaskDefinition:getTaskDefinition/);
  });

  it("leaves out default providers, as Pulumi's display does", async () => {
    const { resources } = await new Previewer(project, program, countingPack()).preview("calm");
    assert.deepEqual(
      resources.map(({ type }) => type),
      ["pulumi:pulumi:Stack", "aws:ecs/cluster:Cluster"],
    );
  });

  it("fails a stack whose settings do not fit, not the run", async () => {
    const strict = { ...project, config: { ...project.config, "example:domain": { type: "string" } } };
    const { errors, resources } = await new Previewer(strict, program, countingPack()).preview("calm");
    assert.match(
      errors.join(),
      /^Pulumi\.calm\.yaml does not fit Pulumi\.yaml:\n {2}- example:domain is missing \(string\)$/,
    );
    assert.deepEqual(resources, []);
  });

  it("does not judge what a failed program left", async () => {
    const pack = countingPack();
    const previewer = new Previewer(project, program, pack);
    assert.deepEqual((await previewer.preview("broken")).errors, ["this stack cannot be"]);
    assert.equal(pack.judged, 0);
    await previewer.preview("calm");
    assert.equal(pack.judged, 1);
  });
});
