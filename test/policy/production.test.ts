import assert from "node:assert/strict";
import { isProductionName } from "../../policy/production";

describe("what counts as production", () => {
  for (const name of ["prod", "production", "Prod", "eu-prod", "prod-eu", "shop_production_2", "prod2", "a.prod.b"]) {
    it(`"${name}" does`, () => assert.equal(isProductionName(name), true));
  }
  for (const name of [
    "nonprod",
    "non-prod",
    "not-prod",
    "pre-prod",
    "preprod",
    "product-dev",
    "reproduction",
    "dev",
    "",
  ]) {
    it(`"${name}" does not`, () => assert.equal(isProductionName(name), false));
  }

  it("is what the patterns say once there are any", () => {
    assert.equal(isProductionName("live-eu", ["live-*", "main"]), true);
    assert.equal(isProductionName("MAIN", ["live-*", "main"]), true);
    assert.equal(isProductionName("prod", ["live-*", "main"]), false);
    assert.equal(isProductionName("prod", []), false);
  });

  it("takes only the star as a pattern", () => {
    assert.equal(isProductionName("prodx", ["prod."]), false);
    assert.equal(isProductionName("a(b", ["a(*"]), true);
  });
});
