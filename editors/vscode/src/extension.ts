// Starts `careword lsp` and shows how it is. Everything else the server does.

import { existsSync } from "node:fs";
import * as vscode from "vscode";
import { LanguageClient, State } from "vscode-languageclient/node";

const SECTION = "careword";
const LANGUAGES = ["plaintext", "markdown", "git-commit", "latex", "restructuredtext", "org"];

let client: LanguageClient | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const status = vscode.window.createStatusBarItem(SECTION, vscode.StatusBarAlignment.Right);
  status.name = SECTION;
  status.command = "workbench.actions.view.problems";
  const show = () => showStatus(status);
  context.subscriptions.push(
    status,
    vscode.languages.onDidChangeDiagnostics(show),
    vscode.window.onDidChangeActiveTextEditor(show),
    vscode.commands.registerCommand("careword.restart", async () => {
      await stop();
      await start(context, show);
    }),
    vscode.workspace.onDidChangeConfiguration(async (change) => {
      if (change.affectsConfiguration(`${SECTION}.path`)) {
        await vscode.commands.executeCommand("careword.restart");
      }
    }),
  );
  await start(context, show);
}

export function deactivate(): Promise<void> {
  return stop();
}

/** The program to run: the user's choice, the one in the package, or the one on the PATH. */
function program(context: vscode.ExtensionContext): string {
  const chosen = vscode.workspace.getConfiguration(SECTION).get<string>("path");
  if (chosen) {
    return chosen;
  }
  const name = process.platform === "win32" ? "careword.exe" : "careword";
  const bundled = vscode.Uri.joinPath(context.extensionUri, "bundled", name).fsPath;
  return existsSync(bundled) ? bundled : name;
}

async function start(context: vscode.ExtensionContext, show: () => void): Promise<void> {
  const documentSelector = LANGUAGES.flatMap((language) =>
    ["file", "untitled"].map((scheme) => ({ language, scheme })));
  const command = program(context);
  client = new LanguageClient(SECTION, SECTION, { command, args: ["lsp"] }, {
    documentSelector,
    initializationOptions: vscode.workspace.getConfiguration(SECTION),
    synchronize: { configurationSection: SECTION },
  });
  client.onDidChangeState(show);
  try {
    await client.start();
  } catch (error) {
    client = undefined;
    const choice = await vscode.window.showErrorMessage(
      `careword could not be started (${command}): ${error instanceof Error ? error.message : error}`,
      "Settings",
    );
    if (choice) {
      await vscode.commands.executeCommand("workbench.action.openSettings", "careword.path");
    }
  }
  show();
}

async function stop(): Promise<void> {
  const running = client;
  client = undefined;
  await running?.stop();
}

/** How much is found in the document before the reader, or that the server is not running. */
function showStatus(status: vscode.StatusBarItem): void {
  const document = vscode.window.activeTextEditor?.document;
  if (!document || !LANGUAGES.includes(document.languageId)) {
    status.hide();
    return;
  }
  if (client?.state !== State.Running) {
    status.text = "$(circle-slash) careword";
    status.tooltip = "careword is not running";
  } else {
    const found = vscode.languages.getDiagnostics(document.uri).filter((d) => d.source === SECTION);
    status.text = found.length > 0 ? `$(comment) careword: ${found.length}` : "$(check) careword";
    status.tooltip = found.length > 0 ? "Show what could be reworded" : "Nothing to reword in this document";
  }
  status.show();
}
