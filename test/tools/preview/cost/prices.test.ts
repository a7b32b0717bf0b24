import assert from "node:assert/strict";
import { HOURS_PER_MONTH, hourlyPrice, instancePrice, PRICES_READ } from "../../../../tools/preview/cost/prices";

describe("list prices", () => {
  it("are known by region, a month's divided by its hours", () => {
    assert.equal(hourlyPrice("natGateway", "eu-central-1"), 0.052);
    assert.equal(hourlyPrice("natGateway", "us-east-1"), 0.045);
    assert.equal((hourlyPrice("gp3Gib", "eu-central-1") ?? 0) * HOURS_PER_MONTH, 0.0952);
  });

  it("have a day that they were read on", () => assert.match(PRICES_READ, /^\d{4}-\d\d-\d\d$/));

  // Figures of AWS's price list that the table holds only in proportion.
  for (const [type, region, usd] of [
    ["m7i.large", "us-east-1", 0.1008],
    ["m7a.12xlarge", "eu-central-1", 3.33264],
    ["c7a.2xlarge", "eu-central-1", 0.46852],
    ["c7i.xlarge", "eu-central-1", 0.2037],
    ["m5a.16xlarge", "eu-central-1", 3.328],
    ["m6g.16xlarge", "eu-central-1", 2.944],
    ["m6a.xlarge", "eu-central-1", 0.207],
    ["m7i-flex.2xlarge", "eu-central-1", 0.45884],
    ["c8g.48xlarge", "us-east-1", 7.65696],
    ["t4g.micro", "us-east-1", 0.0084],
    ["t3.medium", "us-east-1", 0.0416],
  ] as const) {
    it(`of ${type} in ${region} is ${usd} an hour`, () =>
      assert.equal(Number(instancePrice(type, region)?.toFixed(6)), usd));
  }

  for (const [type, region] of [
    ["m7i.large", "mars-north-1"],
    ["m7i.metal-24xl", "us-east-1"],
    ["m7i", "us-east-1"],
    ["m99z.large", "us-east-1"],
    ["constructor.large", "us-east-1"],
    ["m7i.large", "constructor"],
    ["", ""],
  ] as const) {
    it(`of "${type}" in "${region}" is not known, rather than nothing`, () =>
      assert.equal(instancePrice(type, region), undefined));
  }

  it("of other things elsewhere are not known", () => {
    assert.equal(hourlyPrice("kmsKey", "eu-west-9"), undefined);
    assert.equal(hourlyPrice("kmsKey", "toString"), undefined);
  });
});
