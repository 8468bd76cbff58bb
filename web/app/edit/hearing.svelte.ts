// What an editor hears: the band's mix, and in place of what a hand has drawn anew a plain synth, until the band has played it.
import { secondsOf, type Note, type Section, type SongDocument } from "../../core/document.ts";
import { notesOf } from "../../core/notes.ts";
import { Synth } from "../../player/synth.ts";
import { Deck } from "../song/deck.svelte.ts";
import type { Draft } from "./draft.svelte.ts";

const AHEAD_S = 0.25;
const TURN_MS = 90;
const TOUCH_S = 0.35;

interface Sketch { notes: readonly Note[]; isDrums: boolean; next: number }

export class Hearing {
  readonly deck: Deck;
  /** The revision that the editor shows and plays. */
  readonly revision: number;
  private readonly song: SongDocument;
  private readonly draft: Draft;
  private readonly stems: readonly string[];
  private context: AudioContext | null = null;
  private synth: Synth | null = null;
  private sketches: Sketch[] = [];
  private timer = 0;
  private rest_beat = $state(0);
  readonly beat: number = $derived.by(() => (this.deck.duration_s > 0 ? (this.deck.time_s * this.song.plan.tempo_bpm) / 60 : this.rest_beat));

  constructor(song: SongDocument, draft: Draft, stems: readonly string[]) {
    this.song = song;
    this.draft = draft;
    this.stems = stems;
    this.revision = draft.base;
    this.deck = new Deck(draft.song, this.revision);
  }

  get playing(): boolean { return this.deck.playing; }

  /** A note under a hand. */
  touch(pitch: number, velocity: number, isDrum: boolean): void {
    this.open().strike(pitch, velocity, TOUCH_S, isDrum);
  }

  seek(beat: number): void {
    this.rest_beat = beat;
    this.deck.seek(secondsOf(beat, this.song.plan.tempo_bpm));
    this.cue();
  }

  /** A take in its place: the section of that revision's mix, again and again until it is stopped. */
  async audition(revision: number, section: Section): Promise<void> {
    if (this.deck.duration_s === 0) return;
    this.stopSketches();
    this.deck.silence([]);
    this.deck.loopOver(section);
    if (this.deck.time_s < section.start_s || this.deck.time_s >= section.end_s) this.deck.seek(section.start_s);
    await this.deck.hear(revision);
    if (!this.playing) await this.deck.toggle();
  }
  isAuditioned(revision: number, section: string): boolean { return this.playing && this.deck.heard === revision && this.deck.loop?.name === section; }
  async endAudition(): Promise<void> {
    if (this.playing) await this.deck.toggle();
    this.deck.loopOver(null);
    await this.deck.hear(this.revision);
  }
  private stopSketches(): void {
    clearInterval(this.timer);
    this.synth?.hush();
    this.sketches = [];
  }

  async toggle(): Promise<void> {
    if (this.deck.duration_s === 0) return;
    if (this.deck.loop) return this.endAudition();
    if (!this.playing) {
      const drawn = [...new Set(this.draft.edits.filter((edit) => edit.op === "set_notes").map((edit) => String(edit["track"])))];
      if (drawn.length > 0) await this.deck.loadStems(this.stems);
      this.deck.silence(drawn);
      this.sketches = drawn.map((name) => ({ notes: notesOf(this.song, name, this.draft.edits), isDrums: this.song.plan.tracks.find((track) => track.name === name)?.role === "drums", next: 0 }));
      this.cue();
    }
    await this.deck.toggle();
    clearInterval(this.timer);
    this.synth?.hush();
    if (this.playing && this.sketches.length > 0) this.timer = window.setInterval(() => this.play(), TURN_MS);
  }

  async close(): Promise<void> {
    this.stopSketches();
    await Promise.all([this.deck.close(), this.context?.close()]);
  }

  private open(): Synth {
    this.context ??= new AudioContext();
    void this.context.resume();
    return (this.synth ??= new Synth(this.context));
  }

  private cue(): void {
    for (const sketch of this.sketches) {
      const found = sketch.notes.findIndex((note) => note.start_beat >= this.beat - 1e-6);
      sketch.next = found < 0 ? sketch.notes.length : found;
    }
  }

  private play(): void {
    if (!this.playing) return clearInterval(this.timer);
    const synth = this.open();
    for (const sketch of this.sketches) {
      for (let note = sketch.notes[sketch.next]; note; note = sketch.notes[++sketch.next]) {
        const in_s = secondsOf(note.start_beat - this.beat, this.song.plan.tempo_bpm);
        if (in_s > AHEAD_S) break;
        synth.strike(note.pitch, note.velocity, secondsOf(note.length_beats, this.song.plan.tempo_bpm), sketch.isDrums, this.context!.currentTime + Math.max(0, in_s));
      }
    }
  }
}
