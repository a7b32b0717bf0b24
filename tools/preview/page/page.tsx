import { renderToString } from "preact-render-to-string";
import type { StackPreview } from "../preview";
import { count } from "../terminal";
import { anchorOf } from "./anchors";
import { NodesNeeded } from "./nodesNeeded";
import { Overview, Releases } from "./overview";
import { PictureView } from "./pictureView";
import { Chain, Costs, Images, Verdicts } from "./stackParts";
import { Style, style } from "./style";
import { TreeView } from "./treeView";

/** Nothing is loaded from anywhere and nothing runs, whatever a name on the page may contain. */
const CONTENT_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/** One page about these previews, complete in itself, for a browser. `made` is when. */
export function pageOf(previews: readonly StackPreview[], made: Date): string {
  return `<!doctype html>\n${renderToString(<Page previews={previews} made={made} />)}\n`;
}

function Page({ previews, made }: { previews: readonly StackPreview[]; made: Date }) {
  const project = previews[0]?.project ?? "";
  const whole = previews.filter(({ errors }) => errors.length === 0);
  const resources = whole.reduce((sum, preview) => sum + preview.resources.length, 0);
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content={CONTENT_POLICY} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`Preview of ${project}`}</title>
        <link rel="icon" href="data:," />
        <Style css={style} />
      </head>
      <body>
        <header>
          <h1>Preview of {project}</h1>
          <p class="soft">
            {count(previews.length, "stack")}, {count(resources, "resource")}; nothing was deployed.{" "}
            <time dateTime={made.toISOString()}>{made.toISOString().slice(0, 16).replace("T", " ")} UTC</time>
          </p>
          <nav aria-label="Stacks">
            {previews.map(({ stack }, index) => (
              <a key={stack} href={`#${anchorOf(index)}`}>
                {stack}
              </a>
            ))}
          </nav>
        </header>
        <main>
          <div class="pair">
            <section>
              <h2>At a glance</h2>
              <Overview previews={previews} />
            </section>
            <Releases previews={previews} />
          </div>
          {previews.map((preview, index) => (
            <StackSection key={preview.stack} preview={preview} index={index} />
          ))}
        </main>
      </body>
    </html>
  );
}

function StackSection({ preview, index }: { preview: StackPreview; index: number }) {
  return (
    <section id={anchorOf(index)}>
      <h2>{preview.stack}</h2>
      {preview.errors.length > 0 ? (
        preview.errors.map((error) => (
          <article key={error} class="finding bad-edge">
            <p>
              <span class="badge bad">the program failed</span>
            </p>
            <p class="text">{error}</p>
          </article>
        ))
      ) : (
        <>
          <Verdicts preview={preview} stack={index} />
          <Chain chain={preview.chain} resources={preview.resources} stack={index} />
          <PictureView preview={preview} stack={index} />
          <NodesNeeded nodes={preview.nodes} />
          <Images resources={preview.resources} />
          <Costs bill={preview.bill} />
          <h3>Resources</h3>
          <TreeView preview={preview} stack={index} />
        </>
      )}
    </section>
  );
}
