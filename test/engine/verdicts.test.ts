import assert from "node:assert/strict";
import { describeWithEngine } from "../support/engineSuite";
import { inProcessVerdicts } from "../support/inProcessVerdicts";
import { violationsIn } from "../support/violations";
import program from "./fixtures/verdicts/index";

const region = "eu-south-1";

describeWithEngine("the verdict of a preview in process and of the engine's", region, (bench) => {
  const verdicts = () => bench.project.at("test/engine/fixtures/verdicts");
  const onEngine = async (name: string) => {
    verdicts().configure("prod", "verdicts:program", name);
    const preview = await verdicts().attempt("preview", "prod", ...bench.project.policyPack);
    return { succeeded: preview.succeeded, violations: violationsIn(preview.violations) };
  };
  const inProcess = (name: string) => {
    const config = { "aws:region": region, "verdicts:program": name };
    return inProcessVerdicts(program, { project: "verdicts", stack: "prod", config });
  };

  before("the pack is compiled and the releases are there", async () => {
    await bench.project.build();
    await bench.project.create("releases");
    await bench.project.succeed("up", "releases");
    await verdicts().create("prod");
  });

  it("is the same of plain resources that are wrong in many ways, to the word", async () => {
    const expected = await inProcess("wrong");
    assert.equal(expected.length, 17);
    assert.deepEqual(await onEngine("wrong"), { succeeded: false, violations: expected });
  });

  it("is the same of an environment of components that is all spot, with a service added by hand", async () => {
    const expected = await inProcess("environment");
    assert.equal(expected.length, 2);
    assert.deepEqual(await onEngine("environment"), { succeeded: false, violations: expected });
  });

  it("is the same of two regions with the same names, of which the service's own is all spot", async () => {
    const expected = await inProcess("regions");
    assert.equal(expected.length, 1);
    assert.deepEqual(await onEngine("regions"), { succeeded: false, violations: expected });
  });

  it("is the same of production that has everything it should: nothing", async () => {
    assert.deepEqual(await inProcess("sound"), []);
    assert.deepEqual(await onEngine("sound"), { succeeded: true, violations: [] });
  });
});
