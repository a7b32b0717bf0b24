import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import * as fairlead from "fairlead";
import fc from "fast-check";
import { readReference } from "../../../components/environment/environmentReader";
import { environmentReference } from "../../support/builders";
import { errorsOf, recorded } from "../../support/recorder";
import { rubbish } from "../../support/rubbish";

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

  it("is read by a name that is an output", async () => {
    let clusterName: unknown;
    const program = () =>
      pulumi.output(fairlead.environmentFromParameter(pulumi.output("dev")).clusterName).apply((known) => {
        clusterName = known;
      });
    const value = JSON.stringify(environmentReference());
    const getParameter = ({ name }: Record<string, unknown>) => {
      assert.equal(name, "/fairlead/dev/reference");
      return { name, type: "String", value };
    };
    await recorded(() => void program(), { answers: { "aws:ssm/getParameter:getParameter": getParameter } });
    assert.equal(clusterName, "fairlead-dev");
  });

  it("is not asked for by what is no name of an environment", async () => {
    const asked: unknown[] = [];
    const getParameter = ({ name }: Record<string, unknown>) => {
      asked.push(name);
      return "ParameterNotFound";
    };
    const noName = rubbish.filter((value) => typeof value !== "string" || !/^[a-z]/.test(value));
    await fc.assert(
      fc.asyncProperty(fc.oneof(noName, fc.constant(undefined)), fc.boolean(), async (value, later) => {
        const name = (later ? pulumi.output(value) : value) as string;
        const program = () => void pulumi.output(fairlead.environmentFromParameter(name));
        const errors = await errorsOf(program, { answers: { "aws:ssm/getParameter:getParameter": getParameter } });
        const said = /environmentFromParameter: environment is .+; an environment's name has .+\. Pass .+\.$/;
        assert.match(errors[0] ?? "", said);
        assert.ok(!/TypeError/.test(errors.join()), errors.join());
        assert.deepEqual(asked, []);
      }),
      { numRuns: 50 },
    );
  });

  it("is not read from what is no stack, nor from an output without a name, and both are told", async () => {
    const stacks = fc.oneof(rubbish, fc.constant(pulumi.output("dev")), fc.constant({ name: "dev", getOutput: 1 }));
    const noName = rubbish.filter((value) => typeof value !== "string" || value === "");
    await fc.assert(
      fc.asyncProperty(stacks, noName, async (stack, output) => {
        const program = () => void fairlead.environmentFromStack(stack as never, output as never);
        const errors = await errorsOf(program);
        assert.match(
          errors.join(),
          /^environmentFromStack has 2 problems:\n {2}- stack is .+; .+\n {2}- output is .+; /,
        );
      }),
      { numRuns: 50 },
    );
  });

  it("is not read from an output whose name turns out to be none", async () => {
    const program = () =>
      void pulumi.output(
        fairlead.environmentFromStack(new pulumi.StackReference("organization/fairlead/dev"), pulumi.output("")),
      );
    const [error] = await errorsOf(program, { stackOutputs: { "organization/fairlead/dev": {} } });
    assert.match(error ?? "", /environmentFromStack: output is ""; it is no name of an output\. Leave it out/);
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
