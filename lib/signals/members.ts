/** What can be among {@link Members}: it remembers where it stands there. */
export interface Member {
  place: number;
}

/**
 * What comes and goes often, in no order. A Map or a Set would do the same, but each time that V8 makes room in one for new
 * entries it leaves the old table behind, with all that was in it then. Where that table is in old memory, as that of a Map
 * which lives long is, what it holds outlives scavenges until the next full collection of garbage.
 */
export class Members<T extends Member> {
  readonly #members: T[] = [];

  get size(): number {
    return this.#members.length;
  }

  add(member: T): void {
    member.place = this.#members.length;
    this.#members.push(member);
  }

  /** Takes one out, whose place the last one gets; false when it is not among them. */
  delete(member: T): boolean {
    const { place } = member;
    if (this.#members[place] !== member) return false;
    const last = this.#members.pop() as T;
    if (last !== member) {
      this.#members[place] = last;
      last.place = place;
    }
    return true;
  }

  /** Takes all of them out. */
  takeAll(): readonly T[] {
    return this.#members.splice(0);
  }
}
