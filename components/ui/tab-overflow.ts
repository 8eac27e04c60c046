/** Decides from which width on a tab has room, so that the layout is right before any script runs. */

export interface TabLink {
  name: string;
  label: string;
  href: string;
  count?: number;
}

const CHARACTER_PX = 6.8;
const PADDING_PX = 17;
const COUNT_PX = 22;
const MORE_PX = 78;
/** The widths, in pixels, at which tabs appear. Each has a class. */
const STEPS_PX = [256, 320, 352, 384, 416, 448, 480, 512, 544, 576, 608, 640, 704, 768, 896, 1024] as const;
export type TabWidth = (typeof STEPS_PX)[number];

const widthOf = ({ label, count }: Pick<TabLink, 'label' | 'count'>) =>
  label.length * CHARACTER_PX + PADDING_PX + (count ? COUNT_PX : 0);

const stepFor = (pixels: number): TabWidth => STEPS_PX.find((step) => step >= pixels) ?? 1024;

export interface TabWidths {
  /** The width from which all tabs have room. */
  all: TabWidth;
  /** The width of the bar from which each tab has room; null for the open tab, which is always shown. */
  tabs: (TabWidth | null)[];
}

/** Returns from which width of the bar each tab has room beside those before it, the open tab and the menu of the others. */
export function widthsOfTabs(tabs: Pick<TabLink, 'name' | 'label' | 'count'>[], active: string): TabWidths {
  const all = stepFor(tabs.reduce((sum, tab) => sum + widthOf(tab), 0));
  const open = tabs.findIndex(({ name }) => name === active);
  let before = 0;
  const widths = tabs.map((tab, index) => {
    before += widthOf(tab);
    if (index === open) return null;
    const later = tabs[open];
    const needed = before + MORE_PX + (later && open > index ? widthOf(later) : 0);
    return stepFor(Math.min(needed, all));
  });
  return { all, tabs: widths };
}
