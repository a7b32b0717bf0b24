import * as pulumi from "@pulumi/pulumi";
import { environment } from "./stacks/environment";
import { refusal } from "./stacks/refusal";
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
      throw refusal([
        {
          argument: "kind",
          value: kind,
          rule: "there is no such kind of stack",
          remedy: 'Pass "releases" or "environment".',
        },
      ]);
  }
};
