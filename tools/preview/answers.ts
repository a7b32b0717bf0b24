import type { InvokeAnswers } from "./recording";
import { account } from "./resolved";
import { stableHex } from "./urn";

/** Region of a stack that configures none. */
export const defaultRegion = "us-east-1";

/**
 * Answers to what a program asks AWS about its surroundings: the account of AWS's own examples, the configured region,
 * three zones, and an image for whatever public image parameter is asked for.
 */
export function builtInAnswers(config: Readonly<Record<string, string>>): InvokeAnswers {
  const region = config["aws:region"] ?? defaultRegion;
  const regionOf = (args: Readonly<Record<string, unknown>>) => String(args.region ?? args.name ?? region);
  return {
    "aws:index/getCallerIdentity:getCallerIdentity": () => ({
      accountId: account,
      arn: `arn:aws:sts::${account}:assumed-role/preview/preview`,
      id: account,
      userId: "AROAEXAMPLE:preview",
    }),
    "aws:index/getRegion:getRegion": (args) => {
      const asked = regionOf(args);
      return { id: asked, name: asked, region: asked, description: asked, endpoint: `ec2.${asked}.amazonaws.com` };
    },
    "aws:index/getPartition:getPartition": () => ({
      id: "aws",
      partition: "aws",
      dnsSuffix: "amazonaws.com",
      reverseDnsPrefix: "com.amazonaws",
    }),
    "aws:index/getAvailabilityZones:getAvailabilityZones": (args) => {
      const asked = regionOf(args);
      const zones = ["a", "b", "c"];
      return {
        id: asked,
        region: asked,
        state: "available",
        groupNames: [asked],
        names: zones.map((zone) => `${asked}${zone}`),
        zoneIds: zones.map((_, index) => `${asked}-az${index + 1}`),
      };
    },
    // As before the first update: nothing is published yet.
    "aws:ssm/getParametersByPath:getParametersByPath": (args) => ({
      arns: [],
      id: String(args.path),
      names: [],
      path: args.path,
      recursive: args.recursive ?? false,
      region: regionOf({}),
      types: [],
      values: [],
      withDecryption: args.withDecryption ?? true,
    }),
    "aws:ssm/getParameter:getParameter": (args) => {
      const name = String(args.name);
      // Public parameters of AWS are all names of images here; a private one has no value before something wrote it.
      if (!name.startsWith("/aws/service/")) return `ParameterNotFound: no answer for the SSM parameter ${name}`;
      const image = `ami-${stableHex(name, 17)}`;
      return {
        arn: `arn:aws:ssm:${regionOf({})}::parameter${name}`,
        id: name,
        name,
        region: regionOf({}),
        type: "String",
        value: image,
        insecureValue: image,
        version: 1,
      };
    },
  };
}
