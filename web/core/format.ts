// Numbers as a musician would say them.

export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

export function seconds(value: number): string {
  if (value < 0.05) return "0 s";
  return value < 10 ? `${value.toFixed(1)} s` : `${Math.round(value)} s`;
}

export function timeLeft(value: number): string {
  if (value > 90) return `about ${Math.round(value / 60)} min to go`;
  return `about ${Math.max(1, Math.round(value))} s to go`;
}

export function bytes(count: number): string {
  if (count < 1000) return `${count} B`;
  if (count < 1e6) return `${Math.round(count / 1e3)} kB`;
  if (count < 1e9) return `${(count / 1e6).toFixed(count < 1e7 ? 1 : 0)} MB`;
  return `${(count / 1e9).toFixed(1)} GB`;
}

export function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
}

/** "2 minutes ago", "yesterday", "30 Jan 2027". */
export function ago(time_ms: number, now_ms = Date.now()): string {
  const past = (now_ms - time_ms) / 1000;
  if (past < -60) return day(time_ms);
  if (past < 60) return "now";
  if (past < 3600) return `${count(Math.floor(past / 60), "minute")} ago`;
  if (past < 86_400) return `${count(Math.floor(past / 3600), "hour")} ago`;
  if (past < 172_800) return "yesterday";
  if (past < 30 * 86_400) return `${Math.floor(past / 86_400)} days ago`;
  return day(time_ms);
}

export function day(time_ms: number): string {
  return new Date(time_ms).toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric" });
}

/** "today 10:42" or "3 Feb 2027". */
export function moment(time_ms: number, now_ms = Date.now()): string {
  const date = new Date(time_ms);
  const time = date.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  return date.toDateString() === new Date(now_ms).toDateString() ? `today ${time}` : `${day(time_ms)}, ${time}`;
}

/** A title as it is set in display type: with the apostrophe and the dash of print. */
export function typeset(title: string): string {
  return title.replace(/'/g, "’").replace(/ - /g, " – ");
}

/** "F#m" is "F-sharp m", "Bb major" is "B-flat major": the type has no signs for them. */
export function spelled(key: string): string {
  return key.replace(/^([A-G])#/, "$1-sharp").replace(/^([A-G])b/, "$1-flat");
}

/** "#" and "b" after a letter of a chord or key, as words for a screen reader. */
export function spoken(symbol: string): string {
  return symbol.replace(/([A-G])#/g, "$1 sharp").replace(/([A-G])b/g, "$1 flat");
}
