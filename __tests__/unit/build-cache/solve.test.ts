import { describe, expect, it } from "vitest";
import {
  bytesFields,
  encodeField,
  encodeVarint,
  readFields,
  textField,
} from "../../../src/build-cache/protobuf.ts";
import {
  encodeExport,
  encodeImport,
  encodeLabel,
  readSolveRequest,
} from "../../../src/build-cache/solve-request.ts";
import { MAIN_BUILD, MAIN_IMAGE, solveMessage } from "./support.ts";

describe("protobuf", () => {
  // The examples of protobuf.dev, "Encoding".
  it.each([
    [1, "01"],
    [127, "7f"],
    [150, "9601"],
    [16_384, "808001"],
    [2 ** 35, "808080808001"],
  ])("encodes %d as varint %s", (value, hex) => {
    expect(encodeVarint(value).toString("hex")).toBe(hex);
  });

  it("encodes a text field", () => {
    expect(encodeField(2, "testing").toString("hex")).toBe("120774657374696e67");
  });

  it.each([
    ["a scalar and a text", "0896011203616263", true, [[2, "abc"]]],
    ["fixed numbers", "0d000000001100000000000000001a0161", true, [[3, "a"]]],
    ["nothing", "", true, []],
    [
      "a truncated text",
      "0a01631203616",
      false,
      [
        [1, "c"],
        [2, "a"],
      ],
    ],
    ["a truncated fixed number", "0a01630d0000", false, [[1, "c"]]],
    ["a truncated tag", "0a0163fa", false, [[1, "c"]]],
    ["a truncated length", "0a016312ff", false, [[1, "c"]]],
    ["field number 0", "0a016300ff", false, []],
    ["a group", "0a01630b0c", false, []],
    ["a varint of eleven bytes", "0a016308ffffffffffffffffffffff01", false, []],
  ])("reads %s", (_case, hex, isWhole, fields) => {
    const read = readFields(Buffer.from(hex, "hex"));
    expect(read.isWhole).toBe(isWhole);
    expect(read.fields.map(({ number, bytes }) => [number, bytes.toString()])).toEqual(fields);
  });
});

const MAIN = {
  kind: "solve",
  exporter: "moby",
  image: MAIN_IMAGE,
  addsLabels: false,
  noCache: false,
  isWhole: true,
};
const LABELS = { "label:run.cog.version": "0.22.0", "label:run.cog.config": "{}" };

describe("a request to build", () => {
  it.each([
    ["Cog's own", MAIN_BUILD, MAIN],
    ["one without cache", solveMessage({ attributes: { "no-cache": "" } }), { noCache: true }],
    ["one that adds labels", solveMessage({ attributes: LABELS }), { addsLabels: true }],
    ["one to another exporter", solveMessage({ exporter: "oci" }), { exporter: "oci" }],
  ])("%s is read", (_case, message, expected) => {
    expect(readSolveRequest(message)).toEqual({ ...MAIN, ...expected });
  });

  it("names its exporter in the newer field alone", () => {
    const exporter = Buffer.concat([
      encodeField(1, "moby"),
      encodeField(2, Buffer.concat([encodeField(1, "name"), encodeField(2, MAIN_IMAGE)])),
    ]);
    const message = Buffer.concat([
      encodeField(1, "reference"),
      encodeField(5, "session"),
      encodeField(6, "dockerfile.v0"),
      encodeField(13, exporter),
    ]);
    expect(readSolveRequest(message)).toEqual(MAIN);
  });

  it("is recognized as one that adds labels by the key of a truncated label", () => {
    const long = solveMessage({ attributes: { "label:run.cog.openapi_schema": "x".repeat(9000) } });
    expect(readSolveRequest(long.subarray(0, 4000))).toEqual({
      ...MAIN,
      addsLabels: true,
      isWhole: false,
    });
  });

  it.each([
    ["another frontend", solveMessage({ frontend: "gateway.v0" })],
    ["no frontend", encodeField(1, "reference")],
    ["a status request", encodeField(1, "kk25ezykhmd38ks6ilz93g1kd")],
    ["text", Buffer.from("GET / HTTP/1.1\r\n\r\n")],
    ["nothing", Buffer.alloc(0)],
  ])("is not %s", (_case, message) => {
    expect(readSolveRequest(message)).toEqual({ kind: "other" });
  });
});

describe("an extension", () => {
  const fieldsOf = (message: Buffer) => {
    const read = readFields(message);
    expect(read.isWhole).toBe(true);
    return read.fields;
  };

  it("adds its caches beside those of the request", () => {
    const message = Buffer.concat([
      encodeExport({ ref: "to", mode: "min" }),
      encodeImport({ ref: "from" }),
      MAIN_BUILD,
    ]);
    const fields = fieldsOf(message);
    const options = bytesFields(fields, 8).flatMap((bytes) => fieldsOf(bytes));
    const types = (number: number) =>
      bytesFields(options, number).map((bytes) => textField(fieldsOf(bytes), 1));
    expect(types(4)).toEqual(["registry", "inline"]);
    expect(types(5)).toEqual(["registry"]);
    const attributes = bytesFields(fields, 7).map((bytes) => fieldsOf(bytes));
    const imports = attributes.find((each) => textField(each, 1) === "cache-imports") ?? [];
    expect(JSON.parse(textField(imports, 2))).toEqual([
      { Type: "registry", Attrs: { ref: "from" } },
    ]);
    expect(readSolveRequest(message)).toEqual(MAIN);
  });

  it("adds no import where there is none", () => {
    const fields = fieldsOf(encodeExport({ ref: "to" }));
    expect(fields.map(({ number }) => number)).toEqual([8]);
  });

  it("adds a label beside those of the request", () => {
    const message = Buffer.concat([
      encodeLabel("index", "value"),
      solveMessage({ attributes: LABELS }),
    ]);
    const keys = bytesFields(fieldsOf(message), 7).map((bytes) => textField(fieldsOf(bytes), 1));
    expect(keys).toEqual(["label:index", ...Object.keys(LABELS)]);
  });
});
