/**
 * SHA-256 of the executables of Cog releases, by version and file name: as pinned, release by release, by the Arch User
 * Repository's package replicate-cog-bin, and so independent of the releases' own checksums.txt, where a comment does
 * not say otherwise. `node dev/scripts/new-cog.ts` adds a release.
 */
export const KNOWN_DIGESTS: Readonly<Record<string, string>> = {
  "0.11.3/cog_Linux_x86_64": "ad05f00b9434d949fd1b2b7cb0fa6337153cdee7b8f0fbef4424e4eefee239f9",
  "0.11.5/cog_Linux_x86_64": "89e8dcb9ae5a87de58c41a7b899baf92963688d62df9b81efe14e52b6586932c",
  "0.11.6/cog_Linux_x86_64": "9127ed9b0ecf5ed495fccd7ac68b4573e797c56dab88d349bd9ecda41e4075bf",
  "0.12.0/cog_Linux_x86_64": "1e2f9e225a882bca06b5fe1fc51f47d32f2aaac03343a2eae4717f31bd260f83",
  "0.13.3/cog_Linux_x86_64": "14369dbcb4a6d6b7720efc275f6765834e438ca5b9cbea94fc909149482d7a40",
  "0.13.6/cog_Linux_x86_64": "71707a60008c73dc50e12184a18d0d4d987d158d002bd8105c5cda287b71c1f6",
  "0.14.2/cog_Linux_x86_64": "d037faef105d6bf3d2523fb03f12029aae2c611ecc7a3a6084c9e0cbfbbd5ca8",
  "0.14.8/cog_Linux_x86_64": "1d8f1d6f2310179080c8d05c5ab32bd6951673817d5331065f71e598acebaadc",
  "0.15.6/cog_Linux_x86_64": "a156fa6344e10cd42a56701d46e3a7be5b0f8272720fa4e6227ee849f0f64be4",
  "0.16.5/cog_Linux_x86_64": "b6f5356471f6bee8366e21ace69ce785a9dce8bb374c98c955d898703da00284",
  "0.16.5/cog_Linux_arm64": "6701c4a9b1b682bc30dafd1d3aebc2d7843eb87cb80323525581a36782348547",
  "0.16.6/cog_Linux_x86_64": "3904e11a4f7917436a0410426314b264cada303a69babb92cbcbebc8882210e8",
  "0.16.6/cog_Linux_arm64": "1df32e5b54cac5a227a2a73c3947e103382d076e623ab3929436521116eac2ac",
  "0.16.12/cog_Linux_x86_64": "4c399480d84602d840fce1f78dbfe065f4274d2d36a64633e2dad3bb93df6a9b",
  "0.16.12/cog_Linux_arm64": "eddf8671a397eb1bd0d675be4ede66432bed5e638ebdad182d5d97a6dfbdb2de",
  "0.17.2/cog_Linux_x86_64": "c38814c1145ad04ae313fa4768068e6e34d19d49c8280b8b08f2b7af63e24764",
  "0.17.2/cog_Linux_arm64": "c83c8fee275dddcd11c14bf14e770e5d845e462569c2a5e6f3a97618bbd18a02",
  "0.19.0/cog_Linux_x86_64": "a62ce57274d6b6956fa12c82451ca7e25774183dc9e741e423e1987b7f9d90a7",
  "0.19.0/cog_Linux_arm64": "aad3e7cb39db70f0238f4df35b4cd7aa055ae6025f585c22dc2163ad3602d5ea",
  "0.22.0/cog_Linux_x86_64": "66c0b7bec25d96325e2486e0ac5d30d7906913e5288bcbc230717de3e8c9cb41",
  "0.22.0/cog_Linux_arm64": "6a6503f91f14ba4324f49b17316e09c541b9f473117171ddb98ce9ce3508ef5f",
  "0.23.0/cog_Linux_x86_64": "964168902ea013492d98fa5eabcf8af9825c8a109f680ef923c79282ceeb8483",
  "0.23.0/cog_Linux_arm64": "293619c5aba1a351e9b23ca4caaf8b6ad852250978ee6859f7315e17dc46e672",
};
