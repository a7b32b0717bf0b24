import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import * as fairlead from "fairlead";
import fc from "fast-check";
import { readReference } from "../../../components/environment/environmentReader";
import { environmentReference } from "../../support/builders";
import { errorsOf, recorded } from "../../support/recorder";

const parameter = (value: unknown) => ({
  answers: { "aws:ssm/getParameter:getParameter": () => ({ name: "x", type: "String", value }) },
});
const fromParameter = () => void pulumi.output(fairlead.environmentFromParameter("dev"));

describe("an environment of another program", () => {
  it("is read from its parameter, each field an output that policies can see", async () => {
    let clusterName: unknown;
    let secret: unknown;
    await recorded(
      async () => {
        const reference = fairlead.environmentFromParameter("dev");
        const output = pulumi.output(reference.clusterName);
        secret = pulumi.isSecret(output);
        output.apply((known) => {
          clusterName = known;
        });
        secret = await secret;
      },
      parameter(JSON.stringify(environmentReference())),
    );
    assert.equal(clusterName, "fairlead-dev");
    assert.equal(secret, false);
  });

  it("is read from the output of its stack", async () => {
    let pools: unknown;
    await recorded(
      () => {
        const stack = new pulumi.StackReference("organization/fairlead/dev");
        pulumi.output(fairlead.environmentFromStack(stack).pools).apply((known) => {
          pools = known;
        });
      },
      { stackOutputs: { "organization/fairlead/dev": { reference: environmentReference() } } },
    );
    assert.deepEqual(pools, environmentReference().pools);
  });

  for (const [title, value, message] of [
    [
      "a later contract",
      JSON.stringify(environmentReference({ contractVersion: 2 })),
      /parameter \/fairlead\/dev\/reference: reference\.contractVersion is 2; this version of Fairlead knows contract version 1 only\. Use the version/,
    ],
    [
      "an earlier contract",
      JSON.stringify(environmentReference({ contractVersion: 0 })),
      /reference\.contractVersion is 0; /,
    ],
    ["no JSON", "hello", /reference is "hello"; it is no environment's reference/],
    ["something else", "[1]", /reference is \[1\]; it is no environment's reference/],
    [
      "a reference without its listener",
      JSON.stringify({ ...environmentReference(), listenerArn: undefined }),
      /reference is without listenerArn; it is no environment/,
    ],
    [
      "a pool without a provider",
      JSON.stringify({ ...environmentReference(), pools: { spot: {} } }),
      /reference\.pools is \{"spot":\{\}\}/,
    ],
  ] as [string, string, RegExp][]) {
    it(`is refused when its parameter has ${title}`, async () => {
      assert.match((await errorsOf(fromParameter, parameter(value))).join("\n"), message);
    });
  }

  it("is refused when the other stack has no such output", async () => {
    const program = () =>
      void pulumi.output(fairlead.environmentFromStack(new pulumi.StackReference("organization/fairlead/dev")));
    const errors = await errorsOf(program, { stackOutputs: { "organization/fairlead/dev": {} } });
    assert.match(errors.join("\n"), /output reference of stack organization\/fairlead\/dev: reference is missing/);
  });

  it("says what is wrong with anything at all that it may be given", () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        assert.throws(
          () => readReference("x", value),
          (error) => error instanceof pulumi.RunError && /^x/.test(error.message),
        );
      }),
    );
  });

  it("says what is wrong with any one field that programs need", () => {
    const needed = ["contractVersion", "environment", "profile", "clusterArn", "clusterName", "vpcId", "listenerArn"];
    const fields = fc.constantFrom(...needed, "loadBalancerArnSuffix", "pools", "scheduleGroup", "teams");
    const wrong = fc.oneof(
      fc.constant(null),
      fc.constant(undefined),
      fc.constant(true),
      fc.constant(""),
      fc.constant([[]]),
    );
    fc.assert(
      fc.property(fields, wrong, (field, value) => {
        const broken = { ...environmentReference(), [field]: value };
        assert.throws(
          () => readReference("x", broken),
          new RegExp(`x: reference(\\.${field} is| is without ${field};)`),
        );
      }),
    );
  });
});
