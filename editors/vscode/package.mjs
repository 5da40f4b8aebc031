// Packages the extension for one platform, with the program in it:
//
//   npm run package                         the program built in ../../target/release, for this machine
//   npm run package -- win32-x64 FILE.exe   another program, for another platform
//
// What `vsce` calls a target is the platform the program was built for.

import { execFileSync } from "node:child_process";
import { copyFileSync, chmodSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { basename } from "node:path";

const here = `${process.platform}-${process.arch}`;
const exe = process.platform === "win32" ? ".exe" : "";
const [target = here, program = `../../target/release/careword${exe}`] = process.argv.slice(2);

if (!existsSync(program)) {
  console.error(`${program}: there is no such file; run \`cargo build --release\` first.`);
  process.exit(2);
}
rmSync("bundled", { recursive: true, force: true });
mkdirSync("bundled");
const bundled = `bundled/careword${basename(program).endsWith(".exe") ? ".exe" : ""}`;
copyFileSync(program, bundled);
chmodSync(bundled, 0o755);
copyFileSync("../../LICENSE-MIT", "LICENSE");
execFileSync(process.execPath, [
  "node_modules/@vscode/vsce/vsce", "package",
  "--no-dependencies", "--target", target, "--out", `careword-${target}.vsix`,
], { stdio: "inherit" });
