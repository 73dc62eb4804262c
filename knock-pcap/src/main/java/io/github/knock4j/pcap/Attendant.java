// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import io.github.knock4j.Door;
import io.github.knock4j.packet.AddressSet;
import io.github.knock4j.spi.PacketHandler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that every chosen interface that is there and up is listened on, however often that
 * changes. Compares what is wanted with what is there, does one thing after the other, and never
 * waits: whoever owns it calls {@link #attend} whenever something may have changed.
 *
 * <p>{@link #start} and {@link #attend} are for one thread, and only they open anything, which may
 * take a while. {@link #watch} and {@link #close} are for any other; they wait for no opening. The
 * handler is told of breaks under the lock that closing takes: once closed, nothing is told.
 */
final class Attendant {

  private final InterfaceChoice choice;
  private final Tap.Opener opener;
  private final PacketHandler handler;
  private final Runnable onBroken;

  /** By names of interfaces, or words that mean none at the moment. Changed under the lock. */
  private final Map<String, Post> posts = new TreeMap<>();

  private List<Door> doors;
  private volatile boolean isClosed;

  /**
   * Makes one that listens on nothing yet.
   *
   * @param onBroken called on some thread when a capture has ended by itself: attend soon
   */
  Attendant(
      InterfaceChoice choice,
      Collection<Door> doors,
      Tap.Opener opener,
      PacketHandler handler,
      Runnable onBroken) {
    this.choice = choice;
    this.doors = List.copyOf(doors);
    this.opener = opener;
    this.handler = handler;
    this.onBroken = onBroken;
  }

  /**
   * Begins. Where that cannot work at all, it fails and leaves nothing behind.
   *
   * @param mustBeUp whether it also fails for an interface that is missing or down
   */
  void start(Situation now, boolean mustBeUp, long nowNs) throws IOException {
    try {
      for (var wanted : choice.among(now.links(), now.routes()).entrySet()) {
        Post post = post(wanted.getKey());
        try {
          post.begin(present(wanted.getKey(), wanted.getValue(), now), nowNs);
        } catch (IOException e) {
          boolean isAbsent = e instanceof InterfaceAbsentException;
          if (isAbsent ? mustBeUp : choice.names(post.name)) {
            throw e;
          }
          post.deaf(e);
        }
      }
    } catch (IOException | RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /** Begins, ends and begins again what the situation asks for. */
  void attend(Situation now, long nowNs) {
    Map<String, @Nullable Link> wanted = choice.among(now.links(), now.routes());
    for (Post post : List.copyOf(posts.values())) {
      if (!wanted.containsKey(post.name)) {
        post.dismiss();
      }
    }
    wanted.forEach((name, link) -> post(name).attend(link, now, nowNs));
  }

  /** The interface if it is there and up. */
  private static Link present(String name, @Nullable Link link, Situation now)
      throws InterfaceAbsentException {
    if (link == null) {
      throw new InterfaceAbsentException(
          name.equals(InterfaceChoice.DEFAULT_ROUTE)
              ? "there is no default route"
              : "interface '" + name + "' does not exist, there are "
                  + now.links().keySet());
    }
    if (!link.isUp()) {
      throw new InterfaceAbsentException(
          "interface '" + name + "' is down, see 'ip link set " + name + " up'");
    }
    return link;
  }

  private synchronized Post post(String name) {
    return posts.computeIfAbsent(name, Post::new);
  }

  /** All take the new doors, or all keep the old ones. Does nothing once closed. */
  void watch(Collection<Door> newDoors) throws IOException {
    if (!isClosed) {
      watchAll(newDoors);
    }
  }

  private synchronized void watchAll(Collection<Door> newDoors) throws IOException {
    List<Post> changed = new ArrayList<>();
    try {
      for (Post post : posts.values()) {
        post.watch(newDoors);
        changed.add(post);
      }
      doors = List.copyOf(newDoors);
    } catch (IOException e) {
      for (Post post : changed) {
        post.watchAgain(doors, e);
      }
      throw e;
    }
  }

  /** Ends all captures; returns when the handler is no longer called, unless it is that which calls. */
  void close() {
    boolean isBeingTold = Thread.holdsLock(this);
    // Before the lock is taken: those who change doors again and again might hold it for long.
    isClosed = true;
    List<CaptureThread> ending = new ArrayList<>();
    synchronized (this) {
      for (Post post : posts.values()) {
        if (post.thread != null) {
          ending.add(post.thread);
        }
      }
    }
    ending.forEach(CaptureThread::stop);
    if (!isBeingTold && ending.stream().noneMatch(CaptureThread::isCurrent)) {
      ending.forEach(CaptureThread::awaitSilence); // two handlers would wait for each other
    }
  }

  /** What there is about one name: a capture, a failure, or neither yet. */
  private final class Post {

    private static final long FIRST_RETRY_NS = 1_000_000_000L;
    private static final long LAST_RETRY_NS = 30_000_000_000L;

    private final String name;
    private @Nullable Tap tap;
    private @Nullable CaptureThread thread;
    private @Nullable Link link;
    private volatile @Nullable Exception broken;
    private boolean isDeaf;
    private long begunNs;
    private long retryNs;
    private long pauseNs;

    Post(String name) {
      this.name = name;
    }

    void attend(@Nullable Link there, Situation now, long nowNs) {
      Link present;
      try {
        present = present(name, there, now);
      } catch (InterfaceAbsentException e) {
        if (there == null || isOther(there)) {
          end();
        }
        deaf(e);
        pauseNs = 0;
        return;
      }
      try {
        endWhatIsOver(present, nowNs);
        if (thread != null) {
          goOn(present);
        } else if (pauseNs == 0 || isOther(present) || nowNs - retryNs >= 0) {
          begin(present, nowNs);
        }
      } catch (IOException e) {
        deaf(e);
      }
    }

    private void endWhatIsOver(Link now, long nowNs) {
      Exception ended = broken;
      if (thread == null) {
        return;
      }
      if (isOther(now)) {
        end();
        deaf(new IOException("interface '" + name + "' was made anew"));
      } else if (ended != null) {
        end();
        deaf(ended);
        if (nowNs - begunNs < FIRST_RETRY_NS) {
          pause(nowNs); // or one that breaks at once would be opened again and again
        }
      }
    }

    /** Its capture has outlived that it was down: from the first packet on, it hears again. */
    private void goOn(Link now) {
      if (tap != null && link != null && !now.addresses().equals(link.addresses())) {
        tap.local(AddressSet.of(now.addresses()));
        link = now;
      }
      synchronized (Attendant.this) {
        if (!isClosed) {
          recovered();
        }
      }
    }

    /** Whether it is worth trying at once: this is not the one that could not be opened. */
    private boolean isOther(Link now) {
      return link == null || now.index() != link.index();
    }

    void begin(Link now, long nowNs) throws IOException {
      link = now;
      begunNs = nowNs;
      pause(nowNs);
      List<Door> before = currentDoors();
      run(opener.open(now, before), before);
    }

    /** Until it is opened next, unless something changes before. */
    private void pause(long nowNs) {
      pauseNs = Math.min(LAST_RETRY_NS, pauseNs == 0 ? FIRST_RETRY_NS : 2 * pauseNs);
      retryNs = nowNs + pauseNs;
    }

    /** The doors may have changed while it was being opened. */
    private void run(Tap opened, List<Door> before) throws IOException {
      synchronized (Attendant.this) {
        if (isClosed) {
          opened.close();
          return;
        }
        try {
          if (!before.equals(doors)) {
            opened.watch(doors);
          }
        } catch (IOException e) {
          opened.close();
          throw e;
        }
        broken = null;
        tap = opened;
        thread = CaptureThread.start("knock4j-pcap-" + name, opened, this::breakOff);
        pauseNs = 0;
        recovered();
      }
    }

    private void breakOff(Exception cause) {
      broken = cause;
      onBroken.run();
    }

    /** Tells once. */
    void deaf(Exception cause) {
      synchronized (Attendant.this) {
        if (!isDeaf && !isClosed) {
          isDeaf = true;
          handler.onFailure(name, cause);
        }
      }
    }

    private void recovered() {
      if (isDeaf) {
        isDeaf = false;
        handler.onRecovery(name);
      }
    }

    /** Nobody asks for it any more. */
    void dismiss() {
      end();
      synchronized (Attendant.this) {
        posts.remove(name);
        if (!isClosed) {
          recovered();
        }
      }
    }

    /** Closing in the meantime waits for the same thread. */
    private void end() {
      CaptureThread ending = thread;
      if (ending != null) {
        ending.stop();
        ending.awaitSilence();
      }
      synchronized (Attendant.this) {
        thread = null;
        tap = null;
      }
    }

    private void watch(Collection<Door> newDoors) throws IOException {
      if (tap != null) {
        tap.watch(newDoors);
      }
    }

    private void watchAgain(Collection<Door> oldDoors, IOException failure) {
      try {
        watch(oldDoors);
      } catch (IOException e) {
        failure.addSuppressed(e);
      }
    }
  }

  private synchronized List<Door> currentDoors() {
    return doors;
  }
}
