// MicroPython for WebAssembly as a board: its REPL on standard input and output, a character at a time.
//
//   node webassembly.mjs FOLDER [HEAPSIZE]     FOLDER as fetch_webassembly.sh prints it
//
// The port has no blocking input: what asks for a character gets 0 for ever (ports/webassembly/mphalport.h of 1.27.0),
// so that its raw-paste mode, which reads the program itself, never ends. The question for it is answered here, as a
// board does that knows it and has it switched off.
import * as fs from "node:fs";
import * as path from "node:path";
import { pathToFileURL } from "node:url";

const [folder, heapsize] = process.argv.slice(2);
// The module would take this program for a call of itself if its arguments named it.
process.argv.splice(1);
const { loadMicroPython } = await import(pathToFileURL(path.join(folder, "micropython.mjs")));

const board = await loadMicroPython({
    heapsize: heapsize === undefined ? 128 * 1024 : Number(heapsize),
    linebuffer: false,
    stdout: (bytes) => fs.writeSync(1, bytes),
    stderr: (bytes) => fs.writeSync(1, bytes),
});

const question = [5, 65, 1]; // Ctrl-E A Ctrl-A
let held = [];
let isRaw = false;

function take(byte) {
    if (byte === 1) isRaw = true;
    if (byte === 2) isRaw = false;
    board.replProcessChar(byte);
}

function listen(byte) {
    held.push(byte);
    if (isRaw && question.every((each, i) => held[i] === each)) {
        fs.writeSync(1, Buffer.from([0x52, 0]));
        held = [];
    } else if (!isRaw || held.some((each, i) => each !== question[i])) {
        held.splice(0).forEach(take);
    }
}

board.replInit();
const input = fs.createReadStream(null, { fd: 0, highWaterMark: 256 });
input.on("data", (bytes) => bytes.forEach(listen));
input.on("error", () => process.exit(0)); // its terminal is gone
