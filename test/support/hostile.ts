import type { PoolFit } from "fairlead";
import { previewOf, type StackPreview } from "../../tools/preview/preview";
import { resource } from "./resource";

/** What somebody might put into a name, a message or a value to get it run, or to break the page. */
export const HOSTILE = [
  "<script>document.title='owned'</script>",
  '"><img src=x onerror="document.title=\'owned\'">',
  "</style><script>document.title='owned'</script>",
  "</title></svg></details><h1>out",
  "javascript:alert(1)",
  "' onmouseover='alert(1)",
  "&lt;b&gt; &amp; \u202e\u0000",
  "w".repeat(300),
] as const;

/** What a pool needs, said by somebody like that. */
function poolFit(text: string): PoolFit {
  const counts = { minNodes: 0, maxNodes: 1, fewest: 1, atRest: 1, rolloutOfOne: 2, rollout: 2, peak: 3 };
  const keptWithout = { [text]: { tasks: 2, kept: 1 } };
  return { ...counts, market: "spot", node: { memoryMiB: 1, cpuUnits: 1 }, keptWithout };
}

/** A preview in which every name and text is one of those. */
export function hostilePreview(): StackPreview {
  const root = resource({ type: "pulumi:pulumi:Stack", name: HOSTILE[0], custom: false });
  const parts = HOSTILE.flatMap((text) => {
    const component = resource({ type: `a:b:${text}`, name: text, custom: false, parent: root.urn });
    return [component, { ...resource({ type: "aws:kms/key:Key", name: text, parent: component.urn }), urn: text }];
  });
  const [stack = ""] = HOSTILE;
  const preview = previewOf(
    {
      project: HOSTILE[3],
      stack,
      organization: "o",
      preview: true,
      config: { "aws:region": HOSTILE[1] },
      secretConfigKeys: [],
      resources: [root, ...parts],
      outputs: { nodes: Object.fromEntries(HOSTILE.map((text) => [text, poolFit(text)])) },
      messages: HOSTILE.map((text) => ({ severity: "warning", text, urn: text })),
      invoked: HOSTILE.map((text) => ({
        token: "aws:ecs/getTaskDefinition:getTaskDefinition",
        args: { taskDefinition: `${text}:7` },
      })),
      errors: [],
    },
    HOSTILE.map((text) => ({ policy: text, level: "mandatory", urn: text, message: text })),
  );
  return preview;
}
