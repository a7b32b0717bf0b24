import * as pulumi from "@pulumi/pulumi";
import { environment } from "./stacks/environment";
import { releases } from "./stacks/releases";

/** Runs the program that the stack's configuration asks for. */
export = async function program(): Promise<object> {
  const kind = new pulumi.Config().get("kind") ?? "environment";
  switch (kind) {
    case "releases":
      return releases();
    case "environment":
      return environment();
    default:
      throw new pulumi.RunError(`fairlead:kind is "${kind}"; it must be "releases" or "environment".`);
  }
};
