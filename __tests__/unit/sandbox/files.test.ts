import { describe, expect, it } from "vitest";
import { paint, scripts } from "../../../dev/sandbox/server.ts";
import { bench } from "./bench.ts";

const RED = { width: 3, height: 2, rgb: [255, 0, 0] } as const;

describe("output files", () => {
  it.each([
    ["png", "image/png", "\x89PNG"],
    ["jpeg", "image/jpeg", "\xff\xd8\xff"],
    ["webp", "image/webp", "RIFF"],
  ] as const)("are pictures: %s", async (format, contentType, magic) => {
    const { run } = await bench();
    const { output } = await run(scripts.image({ ...RED, format, count: 2 }));
    expect(output).toHaveLength(2);
    const [url] = Array.isArray(output) ? output : [];
    const response = await fetch(String(url));
    expect(response.headers.get("content-type")).toBe(contentType);
    expect(
      Buffer.from(await response.arrayBuffer())
        .toString("latin1")
        .startsWith(magic),
    ).toBe(true);
  });

  it("are any file that is put there, for those with a token when the sandbox is set so", async () => {
    const { sandbox } = await bench({ outputsNeedToken: true });
    const bytes = await paint({ ...RED, format: "png" });
    const url = sandbox.addOutput("expected.png", bytes);
    expect((await fetch(url)).status).toBe(401);
    const headers = { authorization: `Bearer ${sandbox.apiToken}` };
    const response = await fetch(url, { headers });
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(new Uint8Array(bytes));
    expect((await fetch(`${sandbox.origin}/outputs/none`, { headers })).status).toBe(404);
  });
});

describe("files", () => {
  function formOf(fields: Readonly<Record<string, string | File>>): FormData {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    return form;
  }
  const content = new File(["hello"], "hello.txt", { type: "text/plain" });

  it("are uploaded, listed, downloaded and deleted", async () => {
    const { send, sandbox } = await bench();
    const form = formOf({ content, metadata: '{"customer": 1}' });
    const { status, body } = await send("POST", "/files", form);
    expect(status).toBe(201);
    expect(body).toMatchObject({
      name: "hello.txt",
      content_type: "text/plain",
      size: 5,
      etag: "5d41402abc4b2a76b9719d911017c592",
      metadata: { customer: 1 },
      urls: { get: `${sandbox.origin}/v1/files/${String(body["id"])}` },
    });
    expect(sandbox.files.map(({ bytes }) => bytes.toString())).toEqual(["hello"]);
    const path = `/files/${String(body["id"])}`;
    expect((await send("GET", path)).body).toEqual(body);
    expect((await send("GET", "/files")).body).toEqual({
      next: null,
      previous: null,
      results: [body],
    });
    const headers = { authorization: `Bearer ${sandbox.apiToken}` };
    const download = await fetch(`${sandbox.origin}/v1${path}/download`, { headers });
    expect(await download.text()).toBe("hello");
    expect((await send("DELETE", path)).status).toBe(204);
    expect((await send("DELETE", path)).body["detail"]).toBe("File not found");
    expect(sandbox.files).toEqual([]);
  });

  it("have the name and the type that the fields contain", async () => {
    const { send } = await bench();
    const form = formOf({ content, filename: "a.bin", type: "image/png" });
    const { body } = await send("POST", "/files", form);
    expect(body).toMatchObject({ name: "a.bin", content_type: "image/png", metadata: {} });
  });

  it("are rejected when they are too large, or missing", async () => {
    const { send } = await bench({ fileLimit: 4 });
    expect((await send("POST", "/files", formOf({ content }))).status).toBe(413);
    expect((await send("POST", "/files", formOf({ filename: "a" }))).status).toBe(400);
    expect((await send("POST", "/files", {})).status).toBe(400);
  });
});
