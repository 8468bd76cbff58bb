// A list too long to stand on the page as a whole: which of its rows are near the window. All rows are equally high.

const MORE = 4;  // rows kept above and below, so that keys and screen readers walk on

export class Near {
  first = $state(0);
  last = $state(0);
  private node: HTMLElement | null = null;
  private rows = 0;
  private row_px = 1;

  /** On the element that holds the rows and what stands for those that are away. */
  holds = (node: HTMLElement) => {
    this.node = node;
    const look = () => this.look();
    const size = new ResizeObserver(look);
    size.observe(document.documentElement);
    addEventListener("scroll", look, { passive: true });
    addEventListener("resize", look);
    this.look();
    return {
      destroy: () => {
        size.disconnect();
        removeEventListener("scroll", look);
        removeEventListener("resize", look);
        this.node = null;
      },
    };
  };

  set(rows: number, row_px: number): void {
    this.rows = rows;
    this.row_px = row_px;
    this.look();
  }

  /** Pixels that the rows above and below the shown ones take. */
  above_px = $state(0);
  below_px = $state(0);

  private look(): void {
    const top_px = this.node ? -this.node.getBoundingClientRect().top : 0;
    const first = Math.max(0, Math.min(this.rows - 1, Math.floor(top_px / this.row_px) - MORE));
    const last = Math.max(first, Math.min(this.rows, Math.ceil((top_px + innerHeight) / this.row_px) + MORE));
    this.first = first;
    this.last = last;
    this.above_px = first * this.row_px;
    this.below_px = (this.rows - last) * this.row_px;
  }
}
