// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.socket;

import io.github.knock4j.Door;
import io.github.knock4j.Knock;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A port on an address. */
record Spot(Place place, Knock knock) {

  /** Every port on every address, with the words that name it in an error. */
  static Map<Spot, String> wanted(
      List<Place> places, Collection<Door> doors, Collection<Knock> decoys) {
    Map<Spot, String> wanted = new LinkedHashMap<>();
    for (Place place : places) {
      for (Door door : doors) {
        String whose = "door '" + door.name() + "': a port of its sequence";
        door.knocks().forEach(knock -> wanted.putIfAbsent(new Spot(place, knock), whose));
      }
      decoys.forEach(knock -> wanted.putIfAbsent(new Spot(place, knock), "a decoy port"));
    }
    return wanted;
  }

  /** Binds all of them or, if one cannot be, none. */
  static Map<Spot, Listener> bind(Map<Spot, String> wanted) throws IOException {
    Map<Spot, Listener> bound = new HashMap<>();
    for (Map.Entry<Spot, String> each : wanted.entrySet()) {
      Spot spot = each.getKey();
      try {
        bound.put(spot, Listener.open(spot.place, spot.knock));
      } catch (IOException | UnsupportedOperationException e) {
        bound.values().forEach(Listener::close);
        throw BindFailure.of(each.getValue(), spot.place, spot.knock.port(), e);
      }
    }
    return bound;
  }
}
