// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import java.util.Arrays;

/**
 * Room for pairs of a visitor and a door, in primitives: numbered places, each empty or with one pair.
 *
 * <p>A place is four {@code long}s: the two halves of the address, a time, and a word of
 *
 * <pre>
 * | door 11 | stage 5 | source port 16 | sequence number 32 |
 * </pre>
 *
 * in which door 0 marks the empty place. There may be further words for each place.
 */
class Places {

  static final int NONE = -1;

  private static final int WORDS = 4;
  private static final int HIGH = 1;
  private static final int TIME = 2;
  private static final int STATE = 3;
  private static final int DOOR_SHIFT = 53;
  private static final int STAGE_SHIFT = 48;
  private static final int STAGE_BITS = 31;

  /** With the 16 bytes of an array's header they fill a cache line, and no place lies across two. */
  private static final int FRONT = 6;

  private final int extraWords;

  private long[] words = {};
  private long[] extras = {};

  /** None, at first. */
  Places(int extraWords) {
    this.extraWords = extraWords;
  }

  private Places(Places same) {
    extraWords = same.extraWords;
    words = same.words;
    extras = same.extras;
  }

  /** Makes so many places, all of them empty, and hands out those that were here. */
  final Places renew(int capacity) {
    Places before = new Places(this);
    words = new long[FRONT + capacity * WORDS];
    extras = new long[capacity * extraWords];
    return before;
  }

  /** How many places there are. */
  final int capacity() {
    return words.length / WORDS - FRONT / WORDS;
  }

  /** How many further words a place has. */
  final int extraWords() {
    return extraWords;
  }

  final boolean isEmpty(int place) {
    return state(place) == 0;
  }

  final boolean isOf(int place, long high, long low) {
    int at = at(place);
    return words[at] == low && words[at + HIGH] == high && words[at + STATE] != 0;
  }

  final long high(int place) {
    return words[at(place) + HIGH];
  }

  final long low(int place) {
    return words[at(place)];
  }

  final long timeNs(int place) {
    return words[at(place) + TIME];
  }

  final void timeNs(int place, long nowNs) {
    words[at(place) + TIME] = nowNs;
  }

  /** The pair's door, or 0 if the place is empty. */
  final int door(int place) {
    return (int) (state(place) >>> DOOR_SHIFT);
  }

  final int stage(int place) {
    return (int) (state(place) >>> STAGE_SHIFT) & STAGE_BITS;
  }

  final void stage(int place, int stage) {
    state(place, state(place) & ~((long) STAGE_BITS << STAGE_SHIFT) | (long) stage << STAGE_SHIFT);
  }

  /** Where from and with which sequence number the last packet came, in 48 bits. */
  final long lastHeard(int place) {
    return state(place) & (1L << STAGE_SHIFT) - 1;
  }

  final void lastHeard(int place, long sourcePortAndSequence) {
    state(place, state(place) & -1L << STAGE_SHIFT | sourcePortAndSequence);
  }

  final long extra(int place, int i) {
    return extras[place * extraWords + i];
  }

  final void extra(int place, int i, long value) {
    extras[place * extraWords + i] = value;
  }

  /** Puts a pair with stage 0 into an empty place, whose further words are all 0. */
  final void occupy(int place, long high, long low, int door, long nowNs) {
    int at = at(place);
    words[at] = low;
    words[at + HIGH] = high;
    words[at + TIME] = nowNs;
    words[at + STATE] = (long) door << DOOR_SHIFT;
  }

  final void vacate(int place) {
    state(place, 0);
    Arrays.fill(extras, place * extraWords, (place + 1) * extraWords, 0);
  }

  /** Puts a pair of other places into an empty place here, with all that both have words for. */
  final void copy(int place, Places from, int old) {
    System.arraycopy(from.words, at(old), words, at(place), WORDS);
    int common = Math.min(extraWords, from.extraWords);
    System.arraycopy(from.extras, old * from.extraWords, extras, place * extraWords, common);
  }

  /** Where from, with which sequence number, how far and at which door: 0 in an empty place. */
  private long state(int place) {
    return words[at(place) + STATE];
  }

  private void state(int place, long state) {
    words[at(place) + STATE] = state;
  }

  /** Where the place's first word stands. */
  private static int at(int place) {
    return FRONT + place * WORDS;
  }
}
