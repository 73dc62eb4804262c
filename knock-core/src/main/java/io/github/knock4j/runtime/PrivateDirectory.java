// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.runtime;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.attribute.PosixFilePermission.GROUP_WRITE;
import static java.nio.file.attribute.PosixFilePermission.OTHERS_WRITE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A directory that nobody else can write to: who can, decides whose doors stay open. */
final class PrivateDirectory {

  private PrivateDirectory() {}

  /**
   * Makes the directory, 0700, or checks the one that is there. That others may read it is allowed:
   * systemd makes its state directories so, and the files in it are 0600.
   *
   * @return whether it knows owners and permissions
   * @throws IOException if it is not a directory, or others could write to it, or we cannot
   */
  static boolean ensure(Path directory) throws IOException {
    Path whole = directory.toAbsolutePath();
    boolean isPosix = whole.getFileSystem().supportedFileAttributeViews().contains("posix");
    if (!Files.exists(whole, NOFOLLOW_LINKS)) {
      Files.createDirectories(whole, isPosix ? attributes("rwx------") : attributes(null));
    }
    if (!Files.isDirectory(whole, NOFOLLOW_LINKS)) {
      throw refused(
          whole, Files.isSymbolicLink(whole) ? "is a symbolic link" : "is not a directory");
    }
    if (isPosix) {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(whole, NOFOLLOW_LINKS);
      if (permissions.contains(GROUP_WRITE) || permissions.contains(OTHERS_WRITE)) {
        throw refused(
            whole, "can be written by others: " + PosixFilePermissions.toString(permissions));
      }
    }
    checkOwner(whole, isPosix);
    return isPosix;
  }

  /** Of the files in it: 0600, where there is such a thing. */
  static FileAttribute<?>[] fileAttributes(boolean isPosix) {
    return isPosix ? attributes("rw-------") : attributes(null);
  }

  /** Java does not say who we are, but who owns a file that we made. */
  private static void checkOwner(Path directory, boolean isPosix) throws IOException {
    UserPrincipal owner = Files.getOwner(directory, NOFOLLOW_LINKS);
    Path probe;
    try {
      probe = Files.createTempFile(
          directory, "probe-", LeaseDirectory.UNFINISHED, fileAttributes(isPosix));
    } catch (IOException e) {
      throw new IOException("the directory of leases cannot be written: " + directory, e);
    }
    UserPrincipal we;
    try {
      we = Files.getOwner(probe, NOFOLLOW_LINKS);
    } finally {
      Files.delete(probe);
    }
    if (isPosix && !we.equals(owner)) {
      throw refused(directory, "belongs to " + owner.getName() + ", not to " + we.getName());
    }
  }

  private static FileAttribute<?>[] attributes(@Nullable String mode) {
    return mode == null
        ? new FileAttribute<?>[0]
        : new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))
        };
  }

  private static IOException refused(Path directory, String why) {
    return new IOException("the directory of leases " + why + ": " + directory);
  }
}
