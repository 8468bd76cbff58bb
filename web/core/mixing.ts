// The mixer's settings beside the song's: its stems carry level and pan of their revision, so what is set is laid over them.
import type { MixTrack } from "./document.ts";

export interface Setting { level_db: number; pan: number; mute: boolean }
/** What a strip of the player adds to a stem. A pan may go beyond an edge here, as far as the stem is beyond the other one. */
export interface Difference { gain_db: number; pan: number; mute: boolean }

export const LEVEL_DB = { least: -60, most: 12 };

const tidy = (value: number) => Math.round(value * 1e6) / 1e6;
const within = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value));
const plain: Setting = { level_db: 0, pan: 0, mute: false };

/** The setting that a strip comes to. */
export function settingOf(was: MixTrack | undefined, strip: Difference): Setting {
  const { level_db, pan } = was ?? plain;
  return { level_db: within(tidy(level_db + strip.gain_db), LEVEL_DB.least, LEVEL_DB.most), pan: within(tidy(pan + strip.pan), -1, 1), mute: strip.mute };
}

/** The strip that a setting needs. */
export function differenceOf(was: MixTrack | undefined, set: Setting): Difference {
  const { level_db, pan } = was ?? plain;
  return { gain_db: set.level_db - level_db, pan: set.pan - pan, mute: set.mute };
}

export function isChanged(was: MixTrack | undefined, set: Setting): boolean {
  const { level_db, pan, mute } = was ?? plain;
  return set.level_db !== level_db || set.pan !== pan || set.mute !== mute;
}

/** A stem of a muted track holds silence: it sounds once the mix is made again. */
export const isSilent = (was: MixTrack | undefined, set: Setting) => was?.mute === true && !set.mute;
