/** The part of WebAssembly that is used here. @types/node declares none of it, and the DOM's types hold far more. */
declare namespace WebAssembly {
  type Exports = Readonly<Record<string, unknown>>;

  interface Module {
    readonly [Symbol.toStringTag]: string;
  }
  const Module: {
    imports(module: Module): { readonly module: string; readonly name: string }[];
  };

  class Instance {
    readonly exports: Exports;
  }

  class Memory {
    readonly buffer: ArrayBuffer;
  }

  class RuntimeError extends Error {}

  function compile(bytes: Uint8Array): Promise<Module>;
  function instantiate(
    module: Module,
    imports: Readonly<Record<string, Readonly<Record<string, () => number>>>>,
  ): Promise<Instance>;
}
