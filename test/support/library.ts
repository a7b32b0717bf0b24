import { ComponentResource } from "@pulumi/pulumi";
import * as library from "../../components";

/** Names of every component that the library has. */
export function componentNames(): string[] {
  const isComponent = (value: unknown) => typeof value === "function" && value.prototype instanceof ComponentResource;
  return Object.entries(library).flatMap(([name, value]) => (isComponent(value) ? [name] : []));
}
