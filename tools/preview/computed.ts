import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** A property that the provider may fill in. */
export interface ComputedProperty {
  readonly name: string;
  /** TypeScript type as declared, without the `Output<>`. */
  readonly type: string;
  /** Whether the program could have set it. */
  readonly settable: boolean;
}

const known = new Map<string, readonly ComputedProperty[]>();

/**
 * Properties that are unknown in a preview when the program leaves them out. The SDK's own declarations tell:
 * `Output<string>` always has a value in the end, so the provider computes it; `Output<string | undefined>` may stay
 * without one. A type without declarations has none.
 */
export function computedProperties(type: string): readonly ComputedProperty[] {
  let properties = known.get(type);
  if (properties === undefined) {
    properties = parse(declarationsOf(type));
    known.set(type, properties);
  }
  return properties;
}

/** Declarations of a resource class: the type token names the file (`aws:ecs/service:Service`, `awsx:ec2:Vpc`). */
function declarationsOf(type: string): string {
  const [pkg = "", module = "", name = ""] = type.split(":");
  const file = module.includes("/") ? module : join(module, name.charAt(0).toLowerCase() + name.slice(1));
  try {
    return readFileSync(join(dirname(require.resolve(`@pulumi/${pkg}/package.json`)), `${file}.d.ts`), "utf8");
  } catch {
    return "";
  }
}

function parse(declarations: string): ComputedProperty[] {
  const args = declarations.slice(declarations.search(/export interface \w+Args /));
  return [...declarations.matchAll(/readonly (\w+): pulumi\.Output<([\s\S]*?)>;\n/g)].flatMap(([, name, type]) =>
    name === undefined || type === undefined || type.endsWith("| undefined")
      ? []
      : { name, type, settable: new RegExp(`^    ${name}\\??: `, "m").test(args) },
  );
}
