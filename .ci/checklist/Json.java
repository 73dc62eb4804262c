// SPDX-License-Identifier: Apache-2.0
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads JSON (RFC 8259) into maps, lists, strings, numbers and booleans; the JDK has no reader. */
final class Json {

  private final String text;
  private int at;

  private Json(String text) {
    this.text = text;
  }

  static Object read(String text) {
    Json json = new Json(text);
    Object value = json.value();
    json.space();
    if (json.at != text.length()) {
      throw json.wrong("end");
    }
    return value;
  }

  private Object value() {
    space();
    return switch (peek()) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> string();
      case 't' -> word("true", Boolean.TRUE);
      case 'f' -> word("false", Boolean.FALSE);
      case 'n' -> word("null", null);
      default -> number();
    };
  }

  private Map<String, Object> object() {
    Map<String, Object> members = new LinkedHashMap<>();
    take('{');
    if (!taken('}')) {
      do {
        space();
        String name = string();
        take(':');
        members.put(name, value());
      } while (taken(','));
      take('}');
    }
    return members;
  }

  private List<Object> array() {
    List<Object> elements = new ArrayList<>();
    take('[');
    if (!taken(']')) {
      do {
        elements.add(value());
      } while (taken(','));
      take(']');
    }
    return elements;
  }

  private String string() {
    StringBuilder characters = new StringBuilder();
    take('"');
    while (peek() != '"') {
      char next = text.charAt(at++);
      characters.append(next == '\\' ? escaped() : next);
    }
    at++;
    return characters.toString();
  }

  private char escaped() {
    char next = peek();
    at++;
    return switch (next) {
      case '"', '\\', '/' -> next;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> (char) Integer.parseInt(text.substring(at, at += 4), 16);
      default -> throw wrong("escape");
    };
  }

  private Object word(String word, Object meaning) {
    if (!text.startsWith(word, at)) {
      throw wrong(word);
    }
    at += word.length();
    return meaning;
  }

  private BigDecimal number() {
    int from = at;
    while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return new BigDecimal(text.substring(from, at));
  }

  private boolean taken(char wanted) {
    space();
    boolean there = peek() == wanted;
    if (there) {
      at++;
    }
    return there;
  }

  private void take(char wanted) {
    if (!taken(wanted)) {
      throw wrong("'" + wanted + "'");
    }
  }

  private char peek() {
    if (at >= text.length()) {
      throw wrong("more");
    }
    return text.charAt(at);
  }

  private void space() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private IllegalArgumentException wrong(String expected) {
    return new IllegalArgumentException("not JSON: no " + expected + " at " + at);
  }
}
