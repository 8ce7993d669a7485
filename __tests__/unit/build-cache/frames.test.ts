import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  ACK,
  DATA,
  encodeFrame,
  PADDED,
  SETTINGS,
  WINDOW_UPDATE,
} from "../../../src/build-cache/frames.ts";
import {
  type ExtendSolve,
  GrpcExchange,
  PREFACE,
  RESERVE,
} from "../../../src/build-cache/grpc-exchange.ts";
import { cutAt, grpcMessage, MAIN_BUILD, solveMessage } from "./support.ts";

const EXTENSION = Buffer.from("an extension");

/** The type of a frame that is not read here, and the flag of a stream's last frame (RFC 9113, section 6). */
const HEADERS = 1;
const END_STREAM = 0x1;

/** Extends every request. */
const extending =
  (extension: Buffer = EXTENSION) =>
  () =>
    extension;

const data = (stream: number, payload: Buffer, flags = 0) =>
  encodeFrame({ type: DATA, flags, stream }, payload);
const windowUpdate = (stream: number, increment: number) => {
  const payload = Buffer.alloc(4);
  payload.writeUInt32BE(increment);
  return encodeFrame({ type: WINDOW_UPDATE, flags: 0, stream }, payload);
};
const settings = (initialWindow: number) => {
  const payload = Buffer.alloc(6);
  payload.writeUInt16BE(4);
  payload.writeUInt32BE(initialWindow, 2);
  return encodeFrame({ type: SETTINGS, flags: 0, stream: 0 }, payload);
};
const SOLVE = data(3, grpcMessage(MAIN_BUILD), END_STREAM);
const EXTENDED = Buffer.concat([
  data(
    3,
    Buffer.concat([grpcMessage(Buffer.concat([EXTENSION, MAIN_BUILD])).subarray(0, 5), EXTENSION]),
  ),
  data(3, MAIN_BUILD, END_STREAM),
]);

const HEAD = Buffer.from("POST /v1.47/grpc HTTP/1.1\r\nHost: docker\r\nUpgrade: h2c\r\n\r\n");
const SWITCH = Buffer.from("HTTP/1.1 101 UPGRADED\r\nUpgrade: h2c\r\n\r\n");

/** Both directions of a connection that has become gRPC. */
function connected(extend: ExtendSolve = extending()): GrpcExchange {
  const exchange = new GrpcExchange(extend);
  exchange.request.push(Buffer.concat([HEAD, PREFACE]));
  exchange.response.push(SWITCH);
  return exchange;
}

describe("the frames of a request", () => {
  const sendAll = (frames: readonly Buffer[], extend: ExtendSolve = extending()) => {
    const { request } = connected(extend);
    return Buffer.concat([...frames.flatMap((frame) => request.push(frame)), request.end()]);
  };

  it("are extended where a stream begins with a request to build", () => {
    expect(sendAll([SOLVE])).toEqual(EXTENDED);
  });

  it.each([
    [
      "a padded frame",
      [data(3, Buffer.concat([Buffer.from([0]), grpcMessage(MAIN_BUILD)]), PADDED)],
    ],
    ["a compressed message", [data(3, Buffer.concat([Buffer.from([1]), MAIN_BUILD]))]],
    ["another message", [data(3, grpcMessage(Buffer.from("\u0012\u0003abc")))]],
    ["a stream that has begun", [data(3, Buffer.from("x")), SOLVE]],
    ["two messages in a frame", [data(3, Buffer.concat([grpcMessage(MAIN_BUILD), MAIN_BUILD]))]],
    [
      "a frame that is too long",
      [data(3, grpcMessage(solveMessage({ attributes: { a: "b".repeat(20_000) } })))],
    ],
    [
      "another type of frame",
      [encodeFrame({ type: HEADERS, flags: 0, stream: 3 }, grpcMessage(MAIN_BUILD))],
    ],
  ])("are unchanged: %s", (_case, frames) => {
    expect(sendAll(frames)).toEqual(Buffer.concat(frames));
  });

  it.each([
    ["longer than a frame", 16_380, false],
    ["as long as a frame", 16_379, true],
  ])("an extension %s", (_case, length, isAdded) => {
    const sent = sendAll([SOLVE], extending(Buffer.alloc(length)));
    expect(sent.length > SOLVE.length).toBe(isAdded);
  });

  it("an extension stays within the window of a stream", () => {
    const message = solveMessage({ attributes: { "label:a": "b".repeat(15_000) } });
    // The message goes on in frames that are not here.
    const prefix = grpcMessage(Buffer.alloc(65_530 - EXTENSION.length)).subarray(0, 5);
    const fits = data(3, Buffer.concat([prefix, message]));
    const tooLong = Buffer.from(fits);
    tooLong.writeUInt32BE(65_531 - EXTENSION.length, 10);
    expect(sendAll([fits]).length).toBeGreaterThan(fits.length);
    expect(sendAll([tooLong])).toEqual(tooLong);
  });

  it("a larger window takes longer messages", () => {
    const { request, response } = connected();
    response.push(settings(1_048_576));
    const prefix = grpcMessage(Buffer.alloc(900_000)).subarray(0, 5);
    const long = data(3, Buffer.concat([prefix, MAIN_BUILD]));
    expect(Buffer.concat(request.push(long)).length).toBeGreaterThan(long.length);
  });

  it("an extension does not wait for a window once much was sent", () => {
    const bulk = Array.from({ length: 4 }, () => data(1, Buffer.alloc(16_300)));
    const { request, response } = connected();
    for (const frame of bulk) request.push(frame);
    expect(Buffer.concat(request.push(SOLVE))).toEqual(SOLVE);
    response.push(windowUpdate(0, 1_000_000));
    const next = data(5, grpcMessage(MAIN_BUILD));
    expect(Buffer.concat(request.push(next)).length).toBeGreaterThan(next.length);
  });

  it("the sum of all extensions stays within what is kept back", () => {
    const { request, response } = connected(extending(Buffer.alloc(15_000)));
    response.push(windowUpdate(0, 1_000_000));
    const grown = [3, 5, 7].map((stream) => {
      const frame = data(stream, grpcMessage(MAIN_BUILD));
      return Buffer.concat(request.push(frame)).length - frame.length;
    });
    expect(grown).toEqual([15_009, 15_009, 0]);
  });
});

describe("the frames of a response", () => {
  it("keep back what was inserted, once", () => {
    const { response } = connected();
    const sent = [windowUpdate(0, 20_000), windowUpdate(0, 20_000), windowUpdate(0, 7)].flatMap(
      (frame) => response.push(frame),
    );
    expect(Buffer.concat(sent)).toEqual(
      Buffer.concat([windowUpdate(0, 40_000 - RESERVE), windowUpdate(0, 7)]),
    );
  });

  it.each([
    ["a stream's window", windowUpdate(3, 5000)],
    ["settings", settings(1_048_576)],
    ["an acknowledgement", encodeFrame({ type: SETTINGS, flags: ACK, stream: 0 }, Buffer.alloc(0))],
    ["data", data(3, Buffer.from("status"))],
  ])("pass: %s", (_case, frame) => {
    const { response } = connected();
    expect(Buffer.concat(response.push(frame))).toEqual(frame);
  });
});

describe("a connection", () => {
  const UP = Buffer.concat([HEAD, PREFACE, data(1, Buffer.from("x")), SOLVE]);
  const DOWN = Buffer.concat([SWITCH, settings(1_048_576), windowUpdate(0, 983_041)]);
  const positions = fc.array(fc.nat(2000), { maxLength: 30 });
  const bytes = fc.uint8Array({ maxLength: 400 }).map((array) => Buffer.from(array));

  it("produces the same bytes however its input is split", () => {
    fc.assert(
      fc.property(positions, positions, (up, down) => {
        const { request, response } = new GrpcExchange(extending());
        const head = Buffer.concat(cutAt(HEAD, up).flatMap((piece) => request.push(piece)));
        expect(head).toEqual(HEAD);
        const back = cutAt(DOWN, down).flatMap((piece) => response.push(piece));
        const rest = UP.subarray(HEAD.length);
        const sent = cutAt(rest, up).flatMap((piece) => request.push(piece));
        expect(Buffer.concat([...sent, request.end()])).toEqual(
          Buffer.concat([PREFACE, data(1, Buffer.from("x")), EXTENDED]),
        );
        expect(Buffer.concat([...back, response.end()])).toEqual(
          Buffer.concat([SWITCH, settings(1_048_576), windowUpdate(0, 983_041 - RESERVE)]),
        );
      }),
    );
  });

  it("extends the request wherever it comes among the frames of other streams", () => {
    const header = fc.record({
      type: fc.nat(255),
      flags: fc.nat(255),
      stream: fc.nat(9).filter((stream) => stream !== 3),
    });
    const frame = fc.tuple(header, bytes).map(([fields, payload]) => encodeFrame(fields, payload));
    const frames = fc.array(frame, { maxLength: 12 });
    fc.assert(
      fc.property(frames, frames, positions, (before, after, cuts) => {
        const { request } = connected();
        const all = Buffer.concat([...before, SOLVE, ...after]);
        const sent = cutAt(all, cuts).flatMap((piece) => request.push(piece));
        expect(Buffer.concat([...sent, request.end()])).toEqual(
          Buffer.concat([...before, EXTENDED, ...after]),
        );
      }),
    );
  });

  it.each([
    ["garbage", fc.constant(Buffer.alloc(0))],
    ["garbage after the head", fc.constant(HEAD)],
    ["garbage frames", fc.constant(Buffer.concat([HEAD, PREFACE]))],
    [
      "another request",
      fc
        .constantFrom("GET /_ping", "POST /build", "POST /grpcx", "POST /v1.47/containers")
        .map((line) => Buffer.from(`${line} HTTP/1.1\r\nHost: docker\r\n\r\n`)),
    ],
  ])("passes %s unchanged", (_case, beginning) => {
    fc.assert(
      fc.property(beginning, bytes, positions, (begin, garbage, cuts) => {
        const { request } = new GrpcExchange(extending(Buffer.alloc(0)));
        const all = Buffer.concat([begin, garbage]);
        const sent = cutAt(all, cuts).flatMap((piece) => request.push(piece));
        expect(Buffer.concat([...sent, request.end()])).toEqual(all);
      }),
    );
  });

  it.each([
    [
      "of a connection that is not gRPC",
      Buffer.from("POST /containers/1/attach HTTP/1.1\r\n\r\n"),
      SWITCH,
    ],
    ["that refuses gRPC", HEAD, Buffer.from("HTTP/1.1 404 Not Found\r\n\r\n")],
  ])("passes a response %s", (_case, head, answer) => {
    const { request, response } = new GrpcExchange(extending());
    request.push(head);
    const stream = Buffer.concat([answer, windowUpdate(0, 1000)]);
    expect(Buffer.concat(response.push(stream))).toEqual(stream);
  });
});
