// What decoders call seldom.
extension CSupport {
  static let rareReaders = #"""

    typedef struct {
      long length;
      bool more;
    } Fragment;

    RARE Fragment readFragment(const DecodeContext *c, long *position) {
      const uint64_t window = peekBits(c->base, *position);
      if (window >> 63 == 0) {
        *position += 8;
        return (Fragment){(long)(window >> 56), false};
      }
      if (window >> 62 == 2) {
        *position += 16;
        return (Fragment){(long)((window >> 48) & 0x3fff), false};
      }
      *position += 8;
      const long blocks = (long)((window >> 56) & 0x3f);
      return blocks >= 1 && blocks <= 4 ? (Fragment){blocks * 16384, true} : (Fragment){-1, false};
    }

    RARE long unboundedLength(const DecodeContext *c, long position) {
      long total = 0;
      while (true) {
        if (position + 8 > c->end) return -1;
        const Fragment part = readFragment(c, &position);
        if (part.length < 0 || part.length * 8 > c->end - position) return -1;
        position += part.length * 8;
        total += part.length;
        if (!part.more) return total;
      }
    }

    RARE PackedOctets unboundedOctets(DecodeContext *c, long *position) {
      const long total = unboundedLength(c, *position);
      uint8_t *target;
      if (total < 0 || (target = allocateElements(c, total + 8 + MESSAGE_PADDING, 1)) == NULL) {
        c->fault = -1;
        *position = abandoned(c);
        return (PackedOctets){NULL, 0};
      }
      long filled = 0;
      while (true) {
        const Fragment part = readFragment(c, position);
        copyOctets(c->base, *position, part.length, target + filled);
        filled += part.length;
        *position += part.length * 8;
        if (!part.more) break;
      }
      memset(target + filled, 0, 8 + MESSAGE_PADDING);
      return (PackedOctets){target, filled};
    }

    static inline PackedOctets readUnboundedOctets(DecodeContext *c, long *position) {
      long at = *position;
      const PackedOctets result = unboundedOctets(c, &at);
      *position = at;
      return result;
    }

    RARE void skipOpenType(DecodeContext *c, long *position) {
      if (unboundedLength(c, *position) < 0) {
        c->fault = -1;
        *position = abandoned(c);
        return;
      }
      while (true) {
        const Fragment part = readFragment(c, position);
        *position += part.length * 8;
        if (!part.more) return;
      }
    }

    typedef struct {
      uint64_t bitmap;
      long count;
    } ExtensionBitmap;

    RARE ExtensionBitmap extensionBitmap(DecodeContext *c, long *position) {
      const uint64_t window = peekBits(c->base, *position);
      long count = (long)((window >> 57) & 0x3f) + 1;
      *position += 7;
      if (window >> 63 == 1) {
        *position -= 6;
        count = readLength(c, position);
      }
      if (count < 1 || count > 64 || *position + count > c->end) {
        c->fault = -1;
        if (*position > abandoned(c)) *position = abandoned(c);
        return (ExtensionBitmap){0, 0};
      }
      const uint64_t bitmap = peekWord(c->base, *position) & (UINT64_MAX << (64 - count));
      *position += count;
      return (ExtensionBitmap){bitmap, count};
    }

    static inline ExtensionBitmap readExtensionBitmap(DecodeContext *c, long *position) {
      long at = *position;
      const ExtensionBitmap result = extensionBitmap(c, &at);
      *position = at;
      return result;
    }

    RARE void skipEach(DecodeContext *c, long *position, uint64_t bitmap, long count, long first) {
      for (long index = first; index < count; index++) {
        if (((bitmap >> (63 - index)) & 1) == 1) {
          skipOpenType(c, position);
          c->skippedExtensions += 1;
        }
      }
    }

    static inline void skipExtensions(DecodeContext *c, long *position, uint64_t bitmap, long count, long first) {
      if (first >= count || bitmap << first == 0) return;
      long at = *position;
      skipEach(c, &at, bitmap, count, first);
      *position = at;
    }

    RARE long skipAllExtensions(DecodeContext *c, long position) {
      const ExtensionBitmap additions = readExtensionBitmap(c, &position);
      skipExtensions(c, &position, additions.bitmap, additions.count, 0);
      return position;
    }

    RARE uint16_t unknownEnumeration(DecodeContext *c, long *position, long rootCount, long knownAdditions) {
      const long addition = readSmallNumber(c, position);
      if (addition >= knownAdditions) c->unknownEnumerations += 1;
      if (rootCount + addition > 65535) c->fault = -1;
      return (uint16_t)(rootCount + addition);
    }

    static inline uint16_t readUnknownEnumeration(DecodeContext *c, long *position, long rootCount, long knownAdditions) {
      long at = *position;
      const uint16_t result = unknownEnumeration(c, &at, rootCount, knownAdditions);
      *position = at;
      return result;
    }

    RARE int64_t unconstrainedInteger(DecodeContext *c, long *position) {
      const long length = readLength(c, position);
      if (length < 1 || length > 8 || length * 8 > c->end - *position) {
        c->fault = -1;
        return 0;
      }
      const int64_t word = (int64_t)peekWord(c->base, *position);
      *position += length * 8;
      return word >> (64 - 8 * length);
    }

    static inline int64_t readUnconstrainedInteger(DecodeContext *c, long *position) {
      long at = *position;
      const int64_t result = unconstrainedInteger(c, &at);
      *position = at;
      return result;
    }

    RARE ExtensibleBits extendedBits(DecodeContext *c, long *position) {
      const long count = readLength(c, position);
      if (count > c->end - *position) {
        c->fault = -1;
        *position = abandoned(c);
        return (ExtensibleBits){0, 0, NULL};
      }
      if (count <= 64) {
        const uint64_t word = count == 0 ? 0 : peekWord(c->base, *position) & (UINT64_MAX << (64 - count));
        *position += count;
        return (ExtensibleBits){word, count, NULL};
      }
      uint8_t *const target = allocateElements(c, (count + 7) / 8 + 8, 1);
      if (target == NULL) return (ExtensibleBits){0, 0, NULL};
      copyOctets(c->base, *position, (count + 7) / 8, target);
      if ((count & 7) != 0) target[count / 8] &= (uint8_t)~(0xff >> (count & 7));
      *position += count;
      return (ExtensibleBits){peekWord(target, 0), count, target};
    }

    static inline ExtensibleBits readBits(DecodeContext *c, long *position, long count) {
      if (count > 56 || count > c->end - *position) {
        c->fault = -1;
        *position = abandoned(c);
        return (ExtensibleBits){0, 0, NULL};
      }
      const uint64_t word = count == 0 ? 0 : peekWord(c->base, *position) & (UINT64_MAX << (64 - count));
      *position += count;
      return (ExtensibleBits){word, count, NULL};
    }

    static inline ExtensibleBits readExtendedBits(DecodeContext *c, long *position) {
      long at = *position;
      const ExtensibleBits result = extendedBits(c, &at);
      *position = at;
      return result;
    }

    """#
}
