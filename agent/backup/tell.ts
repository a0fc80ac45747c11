/** Tells people what is going on, a line at a time. */
export type Tell = (text: string) => void;
