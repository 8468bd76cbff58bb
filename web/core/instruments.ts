// The instruments that a track may have, as src/song/catalogue.cpp has them; tests/tidy.py compares the two.

export const INSTRUMENTS: readonly (readonly [id: string, name: string, roles: string])[] = [
  ["grand_piano", "Grand piano", "keys lead_synth"],
  ["electric_piano", "Electric piano", "keys lead_synth"],
  ["fm_piano", "FM piano", "keys lead_synth"],
  ["harpsichord", "Harpsichord", "keys"],
  ["celesta", "Celesta", "keys lead_synth"],
  ["music_box", "Music box", "keys lead_synth arp"],
  ["vibraphone", "Vibraphone", "keys lead_synth"],
  ["marimba", "Marimba", "keys arp"],
  ["organ", "Organ", "keys pad"],
  ["church_organ", "Church organ", "keys pad"],
  ["accordion", "Accordion", "keys lead_synth"],
  ["nylon_guitar", "Nylon guitar", "guitar lead_synth"],
  ["steel_guitar", "Steel guitar", "guitar lead_synth"],
  ["jazz_guitar", "Jazz guitar", "guitar lead_synth"],
  ["clean_guitar", "Clean electric guitar", "guitar lead_synth"],
  ["muted_guitar", "Muted electric guitar", "guitar"],
  ["overdriven_guitar", "Overdriven guitar", "guitar lead_synth"],
  ["distorted_guitar", "Distorted guitar", "guitar lead_synth"],
  ["banjo", "Banjo", "guitar"],
  ["upright_bass", "Upright bass", "bass"],
  ["finger_bass", "Fingered bass", "bass"],
  ["pick_bass", "Picked bass", "bass"],
  ["fretless_bass", "Fretless bass", "bass"],
  ["saw_bass", "Saw bass", "bass"],
  ["round_bass", "Round bass", "bass"],
  ["violin", "Violin", "lead_synth strings"],
  ["cello", "Cello", "strings lead_synth"],
  ["string_ensemble", "String ensemble", "strings pad"],
  ["slow_strings", "Slow strings", "strings pad"],
  ["choir", "Choir", "pad strings"],
  ["trumpet", "Trumpet", "lead_synth"],
  ["muted_trumpet", "Muted trumpet", "lead_synth"],
  ["trombone", "Trombone", "lead_synth strings"],
  ["french_horn", "French horn", "lead_synth strings"],
  ["brass_section", "Brass section", "strings keys"],
  ["tenor_sax", "Tenor saxophone", "lead_synth"],
  ["alto_sax", "Alto saxophone", "lead_synth"],
  ["oboe", "Oboe", "lead_synth"],
  ["clarinet", "Clarinet", "lead_synth"],
  ["flute", "Flute", "lead_synth"],
  ["tin_whistle", "Tin whistle", "lead_synth"],
  ["harp", "Harp", "arp keys"],
  ["pizzicato", "Pizzicato strings", "strings arp"],
  ["square_lead", "Square lead", "lead_synth arp"],
  ["saw_lead", "Saw lead", "lead_synth"],
  ["saw_stab", "Saw stabs", "keys"],
  ["warm_pad", "Warm pad", "pad"],
  ["glass_pad", "Glass pad", "pad"],
  ["pulse_arp", "Pulse arpeggio", "arp"],
  ["noise_riser", "Noise riser", "fx"],
  ["kit_acoustic", "Acoustic kit", "drums"],
  ["kit_room", "Room kit", "drums"],
  ["kit_power", "Power kit", "drums"],
  ["kit_jazz", "Jazz kit", "drums"],
  ["kit_brush", "Brush kit", "drums"],
  ["kit_909", "Electronic kit", "drums"],
  ["kit_lofi", "Dusty kit", "drums"],
  ["kit_cinematic", "Taikos and toms", "drums"],
];

export const instrumentName = (instrument: string) => INSTRUMENTS.find(([id]) => id === instrument)?.[1] ?? instrument.replaceAll("_", " ");

/** Those that suit a track's role first, then the others it may have: kits for drums, all but kits for the rest. */
export function instrumentsFor(role: string): { suited: { id: string; name: string }[]; others: { id: string; name: string }[] } {
  const suited: { id: string; name: string }[] = [];
  const others: { id: string; name: string }[] = [];
  for (const [id, name, roles] of INSTRUMENTS) {
    if (id.startsWith("kit_") !== (role === "drums")) continue;
    (roles.split(" ").includes(role) ? suited : others).push({ id, name });
  }
  return { suited, others };
}
