// What the build writes in (build.mjs).
declare const POCKET_VERSION: string;
declare const SHELL_VERSION: string;
