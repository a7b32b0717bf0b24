import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** An image as an account sees it. */
export interface FakeImage {
  readonly id: string;
  readonly architecture?: string;
  readonly created?: string;
  readonly state?: string;
  readonly deprecated?: string;
  /** Whose it is; tags are seen by their owner only. */
  readonly foreign?: boolean;
  readonly tags?: Readonly<Record<string, string>>;
}

/** What is in an account and region, by the access key that asks. */
export interface FakeAccount {
  readonly images: readonly FakeImage[];
  /** Values of public parameters by name. */
  readonly parameters?: Readonly<Record<string, string>>;
}

/** The parts of EC2 and Systems Manager that know images. A key that has no account is refused. */
export async function fakeImages(accounts: Readonly<Record<string, FakeAccount>>) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks).toString();
      const key = /Credential=([^/]+)\//.exec(request.headers.authorization ?? "")?.[1] ?? "";
      const account = accounts[key];
      const target = String(request.headers["x-amz-target"] ?? "");
      asked.push(target === "" ? (new URLSearchParams(body).get("Action") ?? "") : target.replace("AmazonSSM.", ""));
      if (account === undefined) {
        response.writeHead(403, { "content-type": "text/xml" });
        const error = "<Code>UnauthorizedOperation</Code><Message>You are not authorized.</Message>";
        return response.end(`<Response><Errors><Error>${error}</Error></Errors></Response>`);
      }
      if (target !== "") {
        const known = account.parameters ?? {};
        const names: string[] = JSON.parse(body).Names;
        const Parameters = names.flatMap((Name) => (known[Name] === undefined ? [] : [{ Name, Value: known[Name] }]));
        response.setHeader("content-type", "application/x-amz-json-1.1");
        return response.end(JSON.stringify({ Parameters }));
      }
      response.setHeader("content-type", "text/xml");
      return response.end(described(account.images, new URLSearchParams(body)));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Operations, in order. */
    asked,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Answers DescribeImages with those that fit its owners and filters. */
function described(images: readonly FakeImage[], form: URLSearchParams): string {
  const filters = [1, 2].flatMap((i) => {
    const name = form.get(`Filter.${i}.Name`);
    const values = [...form].flatMap(([key, value]) => (key.startsWith(`Filter.${i}.Value.`) ? value : []));
    return name === null ? [] : [{ name, values }];
  });
  /** By an id, or like `tag:KEY` by a tag's value. */
  const fits = ({ id, foreign = false, tags = {} }: FakeImage) =>
    (form.get("Owner.1") !== "self" || !foreign) &&
    filters.every(({ name, values }) =>
      name === "image-id" ? values.includes(id) : !foreign && values.includes(tags[name.replace("tag:", "")] ?? ""),
    );
  const items = images.filter(fits).map((image) => {
    const {
      id,
      architecture = "x86_64",
      created = "2026-10-01T00:00:00.000Z",
      state = "available",
      deprecated,
    } = image;
    const tags = Object.entries(image.foreign ? {} : (image.tags ?? {}));
    return (
      `<item><imageId>${id}</imageId><imageState>${state}</imageState>` +
      `<imageOwnerId>${image.foreign ? "222222222222" : "111111111111"}</imageOwnerId><name>node-${id}</name>` +
      `<architecture>${architecture}</architecture><creationDate>${created}</creationDate>` +
      (deprecated === undefined ? "" : `<deprecationTime>${deprecated}</deprecationTime>`) +
      `<tagSet>${tags.map(([key, value]) => `<item><key>${key}</key><value>${value}</value></item>`).join("")}</tagSet></item>`
    );
  });
  const xmlns = "http://ec2.amazonaws.com/doc/2016-11-15/";
  return `<DescribeImagesResponse xmlns="${xmlns}"><imagesSet>${items.join("")}</imagesSet></DescribeImagesResponse>`;
}
