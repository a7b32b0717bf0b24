import * as pulumi from "@pulumi/pulumi";
import type { Problem } from "fairlead";

/** Reads values of the configuration and gathers what is wrong with their kinds. What is left out has no value. */
export class SettingsReader {
  /** What was of the wrong kind, so far. */
  readonly problems: Problem[] = [];
  private readonly config = new pulumi.Config();

  /** A map; an empty one where there is none. What is in it is not looked at. */
  map<Value extends object>(key: string): Value {
    const value = this.value(key);
    if (value === undefined) return {} as Value;
    if (typeof value === "object" && !Array.isArray(value)) return value as Value;
    return this.wrong(key, value, "it must be a map", {} as Value);
  }

  /** A list of texts; an empty one where there is none. */
  texts(key: string): string[] {
    const value = this.value(key);
    if (value === undefined) return [];
    if (Array.isArray(value) && value.every((entry) => typeof entry === "string")) return value;
    return this.wrong(key, value, "it must be a list of texts", []);
  }

  /** True or false. */
  flag(key: string): boolean | undefined {
    const value = this.value(key);
    if (value === undefined || typeof value === "boolean") return value;
    return this.wrong(key, value, "it must be true or false", undefined);
  }

  /** A number. */
  number(key: string): number | undefined {
    const value = this.value(key);
    if (value === undefined || typeof value === "number") return value;
    return this.wrong(key, value, "it must be a number", undefined);
  }

  /** The engine hands over everything but texts as JSON. What is none is a text. */
  private value(key: string): NonNullable<unknown> | undefined {
    const text = this.config.get(key);
    if (text === undefined || text === "") return undefined;
    try {
      return JSON.parse(text) ?? undefined;
    } catch {
      return text;
    }
  }

  private wrong<Value>(argument: string, value: unknown, rule: string, instead: Value): Value {
    this.problems.push({ argument, value, rule, remedy: "Pulumi.yaml says what it is." });
    return instead;
  }
}
