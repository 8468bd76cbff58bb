// Draws a piano roll on a canvas: what shows, once for each frame that asks for it.
import type { Note } from "../../core/document.ts";
import { drumName, pitchName } from "../../core/notes.ts";
import { type Box, boxOf, isBlack, KEYBOARD, lines, type Notes, pitchAt, type View, xOf, yOf } from "../../core/roll.ts";

export const RULER = 24;
export const WORDS = 46;

export interface Palette { ground: string; panel: string; paper: string; ink: string; ink2: string; onInk: string; hair: string; edge: string; flat: string; voice: string; ghost: string; ivory: string; text: string; verse: string }
/** What a hand is doing: offsets of the chosen notes that aren't made yet, or a frame. */
export interface Drag { beats: number; pitch: number; longer: number; copies: boolean; frame: Box | null; fresh: Note | null }
export interface Scene {
  view: View;
  notes: Notes;
  ghosts: readonly Notes[];
  selection: ReadonlySet<string>;
  drag: Drag | null;
  words: readonly string[] | null;
  song_beats: number;
  beats_per_bar: number;
  grid_beats: number;
  sections: readonly number[];
  drums: boolean;
  playhead_beat: number;
}

/** Colours of the page's tokens as the canvas reads them. */
export function paletteOf(element: HTMLElement, soul: "vox" | "rhythm"): Palette {
  const style = getComputedStyle(element);
  const before = element.style.color;
  const colour = (token: string) => {
    element.style.color = `var(--${token})`;
    return style.color;
  };
  const palette = {
    ground: colour("ground"), panel: colour("panel"), paper: colour("paper"), ink: colour("ink"), ink2: colour("ink-2"), onInk: colour("on-ink"), hair: colour("hair"), edge: colour("edge"),
    flat: colour(`${soul}-flat`), voice: colour(soul), ghost: colour(soul === "vox" ? "rhythm-flat" : "desk"), ivory: colour("ivory"),
    text: style.getPropertyValue("--text"), verse: style.getPropertyValue("--verse"),
  };
  element.style.color = before;
  return palette;
}

export function paint(context: CanvasRenderingContext2D, scene: Scene, palette: Palette): void {
  const { view } = scene;
  const rolls = view.height;
  context.save();
  context.fillStyle = palette.panel;
  context.fillRect(0, 0, view.width, rolls + RULER + WORDS);
  context.translate(0, RULER);
  context.save();
  context.beginPath();
  context.rect(KEYBOARD, 0, view.width - KEYBOARD, rolls);
  context.clip();
  rows(context, scene, palette);
  grid(context, scene, palette);
  for (const ghost of scene.ghosts) ghosts(context, scene, ghost, palette);
  notes(context, scene, palette);
  if (scene.drag?.frame) frame(context, scene.drag.frame, palette);
  context.restore();
  keyboard(context, scene, palette);
  context.restore();
  ruler(context, scene, palette);
  if (scene.words) words(context, scene, palette);
  playhead(context, scene, palette);
}

function rows(context: CanvasRenderingContext2D, { view, song_beats }: Scene, palette: Palette): void {
  context.fillStyle = palette.ink;
  context.globalAlpha = 0.05;
  const [low, high] = [pitchAt(view, view.height), pitchAt(view, 0)];
  for (let pitch = low; pitch <= high; pitch++) if (isBlack(pitch)) context.fillRect(KEYBOARD, yOf(view, pitch), view.width, view.row_px);
  const end = xOf(view, song_beats);
  if (end < view.width) context.fillRect(end, 0, view.width - end, view.height);
  context.globalAlpha = 1;
}

function grid(context: CanvasRenderingContext2D, scene: Scene, palette: Palette): void {
  const { view } = scene;
  for (const line of lines(view, scene.song_beats, scene.beats_per_bar, scene.grid_beats)) {
    context.fillStyle = line.kind === "bar" ? palette.edge : palette.hair;
    context.globalAlpha = line.kind === "grid" ? 0.45 : 1;
    context.fillRect(Math.round(line.x), 0, 1, view.height);
  }
  context.globalAlpha = 1;
  context.fillStyle = palette.ink;
  for (const beat of scene.sections) context.fillRect(Math.round(xOf(view, beat)) - 1, 0, 2, view.height);
}

function ghosts(context: CanvasRenderingContext2D, { view }: Scene, ghost: Notes, palette: Palette): void {
  const [from, to] = ghost.between((view.x - 1) / view.beat_px, (view.x + view.width) / view.beat_px);
  context.beginPath();
  for (let index = from; index < to; index++) {
    const box = boxOf(view, ghost.all[index]!);
    if (box.bottom > 0 && box.top < view.height) context.rect(box.left + 0.5, box.top + 1, box.right - box.left - 1, view.row_px - 2);
  }
  context.fillStyle = palette.ghost;
  context.globalAlpha = 0.16;
  context.fill();
  context.globalAlpha = 1;
}

function notes(context: CanvasRenderingContext2D, scene: Scene, palette: Palette): void {
  const { view, drag, selection } = scene;
  const chosen: [Box, Note][] = [];
  const add = (box: Box) => context.rect(box.left + 0.5, box.top + 1, Math.max(2, box.right - box.left - 1), Math.max(2, view.row_px - 2));
  const [from, to] = drag ? [0, scene.notes.all.length] : scene.notes.between((view.x - 1) / view.beat_px, (view.x + view.width) / view.beat_px);
  context.beginPath();
  for (let index = from; index < to; index++) {
    const note = scene.notes.all[index]!;
    const isChosen = selection.has(scene.notes.keys[index]!);
    const box = boxOf(view, note);
    if (isChosen) {
      const moved = drag ? { ...note, start_beat: note.start_beat + drag.beats, pitch: note.pitch + drag.pitch, length_beats: Math.max(1 / 16, note.length_beats + drag.longer) } : note;
      chosen.push([drag ? boxOf(view, moved) : box, moved]);
      if (!drag?.copies) continue;
    }
    if (box.right > KEYBOARD && box.left < view.width && box.bottom > 0 && box.top < view.height) add(box);
  }
  if (drag?.fresh) chosen.push([boxOf(view, drag.fresh), drag.fresh]);
  context.fillStyle = palette.flat;
  context.globalAlpha = 0.62;
  context.fill();
  context.globalAlpha = 1;
  context.strokeStyle = palette.voice;
  context.lineWidth = 1;
  if (view.beat_px >= 10) context.stroke();
  context.beginPath();
  for (const [box] of chosen) add(box);
  context.fillStyle = palette.flat;
  context.fill();
  context.strokeStyle = palette.ink;
  context.lineWidth = 2.5;
  context.stroke();
}

function frame(context: CanvasRenderingContext2D, box: Box, palette: Palette): void {
  context.fillStyle = palette.ink;
  context.globalAlpha = 0.08;
  context.fillRect(box.left, box.top, box.right - box.left, box.bottom - box.top);
  context.globalAlpha = 1;
  context.strokeStyle = palette.ink;
  context.lineWidth = 1;
  context.setLineDash([4, 3]);
  context.strokeRect(Math.round(box.left) + 0.5, Math.round(box.top) + 0.5, box.right - box.left, box.bottom - box.top);
  context.setLineDash([]);
}

const KEY = "#16191b";

/** The keys keep their own two colours in both themes, as on the instrument. */
function keyboard(context: CanvasRenderingContext2D, scene: Scene, palette: Palette): void {
  const { view } = scene;
  context.fillStyle = scene.drums ? palette.panel : palette.ivory;
  context.fillRect(0, 0, KEYBOARD, view.height);
  context.font = `600 12px ${palette.text}`;
  context.textBaseline = "middle";
  context.textAlign = "right";
  const [low, high] = [pitchAt(view, view.height), pitchAt(view, 0)];
  for (let pitch = low; pitch <= high; pitch++) {
    const middle = yOf(view, pitch) + view.row_px / 2;
    const degree = pitch % 12;
    const named = scene.drums ? drumName(pitch) : degree === 0 || (view.row_px >= 14 && (degree === 4 || degree === 7)) ? pitchName(pitch) : "";
    context.fillStyle = KEY;
    if (!scene.drums && isBlack(pitch)) {
      context.fillRect(0, middle - view.row_px / 2 + 0.5, 26, view.row_px - 1);
      context.fillRect(26, Math.round(middle), KEYBOARD - 26, 0.5);
    } else if (!scene.drums && (degree === 0 || degree === 5)) context.fillRect(0, Math.round(middle + view.row_px / 2), KEYBOARD, 0.5);
    if (!named || view.row_px < 9) continue;
    if (scene.drums) context.fillStyle = palette.ink;
    context.fillText(named, KEYBOARD - 6, middle + 1, KEYBOARD - 8);
  }
  context.fillStyle = palette.edge;
  context.fillRect(KEYBOARD - 1, 0, 1, view.height);
  context.textAlign = "left";
}

function ruler(context: CanvasRenderingContext2D, scene: Scene, palette: Palette): void {
  const { view } = scene;
  context.fillStyle = palette.panel;
  context.fillRect(0, 0, view.width, RULER);
  context.fillStyle = palette.hair;
  context.fillRect(0, RULER - 1, view.width, 1);
  context.font = `400 12px ${palette.text}`;
  context.textBaseline = "middle";
  context.fillStyle = palette.ink2;
  let free = KEYBOARD;
  for (const line of lines(view, scene.song_beats, scene.beats_per_bar, scene.beats_per_bar)) {
    if (line.x < free - 1 || line.bar === 0 || line.x > view.width - 24) continue;
    const text = free === KEYBOARD ? `bar ${line.bar}` : String(line.bar);
    context.fillText(text, line.x + 4, RULER / 2);
    free = line.x + context.measureText(text).width + 16;
  }
}

/** Syllables under the notes that sing them, in two rows, so that short ones find room. */
function words(context: CanvasRenderingContext2D, scene: Scene, palette: Palette): void {
  const { view, drag } = scene;
  const top = RULER + view.height;
  context.save();
  context.fillStyle = palette.paper;
  context.fillRect(0, top, view.width, WORDS);
  context.fillStyle = palette.hair;
  context.fillRect(0, top, view.width, 1);
  context.beginPath();
  context.rect(KEYBOARD, top, view.width - KEYBOARD, WORDS);
  context.clip();
  context.textBaseline = "alphabetic";
  if (view.beat_px >= 14) {
    const free = [-Infinity, -Infinity];
    let last = -1;
    const [from, to] = scene.notes.between((view.x - 200) / view.beat_px, (view.x + view.width) / view.beat_px);
    for (let index = from; index < to; index++) {
      const note = scene.notes.all[index]!;
      if (note.syllable === undefined) continue;
      const isChosen = scene.selection.has(scene.notes.keys[index]!);
      const text = note.syllable === last ? "–" : (scene.words![note.syllable] ?? "");
      last = note.syllable;
      const x = xOf(view, note.start_beat + (isChosen && drag ? drag.beats : 0)) + 2;
      context.font = `${isChosen ? 600 : 400} 16px ${palette.verse}`;
      context.fillStyle = isChosen ? palette.ink : palette.ink2;
      const row = x >= free[0]! ? 0 : x >= free[1]! ? 1 : -1;
      if (row < 0) continue;
      context.fillText(text, x, top + 18 + row * 20);
      free[row] = x + context.measureText(text).width + 5;
    }
  }
  context.restore();
}

function playhead(context: CanvasRenderingContext2D, scene: Scene, palette: Palette): void {
  const x = Math.round(xOf(scene.view, scene.playhead_beat));
  if (x < KEYBOARD - 1 || x > scene.view.width) return;
  context.fillStyle = palette.ink;
  context.fillRect(x - 1, RULER - 8, 2, scene.view.height + 8 + (scene.words ? WORDS : 0));
  context.beginPath();
  context.moveTo(x - 6, RULER - 10);
  context.lineTo(x + 6, RULER - 10);
  context.lineTo(x, RULER - 1);
  context.fill();
}
