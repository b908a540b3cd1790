// What encoders call where they meet what is rare, and open types.
extension CSupport {
  static let rareWriters = #"""

    static inline PackedOctets partOf(PackedOctets octets, long start, long count) {
      return octets.base != NULL && count > 0 ? (PackedOctets){octets.base + start, count} : (PackedOctets){NULL, 0};
    }

    RARE Written putUnboundedOctets(EncodeContext *c, ENCODER, PackedOctets octets) {
      PendingBits out = PENDING;
      long done = 0;
      while (octets.count - done >= 16384) {
        const long all = (octets.count - done) / 16384;
        const long blocks = all < 4 ? all : 4;
        settle(&out);
        append(&out, 0xc0 | (uint64_t)blocks, 8);
        writeOctets(c, &out, partOf(octets, done, blocks * 16384), 8);
        if (c->fault < 0) return written(out);
        done += blocks * 16384;
      }
      writeLength(c, &out, octets.count - done);
      writeOctets(c, &out, partOf(octets, done, octets.count - done), 8);
      return written(out);
    }

    static inline void writeUnboundedOctets(EncodeContext *c, PendingBits *out, PackedOctets octets) {
      *out = pendingBits(putUnboundedOctets(c, HERE(out), octets));
    }

    RARE Written putUnconstrainedInteger(EncodeContext *c, ENCODER, int64_t value) {
      int octets = 1;
      while (octets < 8 && value >> (8 * octets - 1) != value >> 63) octets++;
      PendingBits out = pendingBits(putLength(c, next, bits, count, octets));
      for (int index = octets - 1; index >= 0; index--) {
        append(&out, (uint64_t)(value >> (8 * index)) & 0xff, 8);
        settle(&out);
      }
      return written(out);
    }

    static inline void writeUnconstrainedInteger(EncodeContext *c, PendingBits *out, int64_t value) {
      *out = pendingBits(putUnconstrainedInteger(c, HERE(out), value));
    }

    RARE Written putExtensibleBits(EncodeContext *c, ENCODER, ExtensibleBits value, long rootSize) {
      if (value.count < 0 || (value.count >> 3) > c->end - next) return written(giveUp(c));
      PendingBits out = PENDING;
      settle(&out);
      append(&out, value.count == rootSize ? 0 : 1, 1);
      if (value.count != rootSize) writeLength(c, &out, value.count);
      for (long index = 0; index < value.count; index++) {
        bool bit = false;
        if (index < 64) {
          bit = (value.bits >> (63 - index)) & 1;
        } else if (value.octets != NULL) {
          bit = (value.octets[index / 8] & (0x80 >> (index & 7))) != 0;
        }
        append(&out, bit, 1);
        settle(&out);
      }
      return written(out);
    }

    static inline void writeExtensibleBits(EncodeContext *c, PendingBits *out, ExtensibleBits value, long rootSize) {
      *out = pendingBits(putExtensibleBits(c, HERE(out), value, rootSize));
    }

    static inline void writeBits(EncodeContext *c, PendingBits *out, ExtensibleBits value) {
      (void)c;
      settle(out);
      if (value.count > 0) append(out, value.bits >> (64 - value.count), (uint64_t)value.count);
      settle(out);
    }

    static void setOctet(uint8_t *place, uint8_t octet, int shift) {
      const unsigned kept = ~(0xffu << (8 - shift));
      const unsigned pair = ((unsigned)place[0] << 8 | place[1]) & kept;
      const unsigned all = pair | (unsigned)octet << (8 - shift);
      place[0] = (uint8_t)(all >> 8);
      place[1] = (uint8_t)all;
    }

    static void moveOctets(long count, const uint8_t *source, uint8_t *to, int shift) {
      for (long index = count - 1; source != to && index >= 0; index--) {
        const unsigned pair = (unsigned)source[index] << 8 | source[index + 1];
        setOctet(to + index, (uint8_t)(pair >> (8 - shift)), shift);
      }
    }

    RARE Written fragment(EncodeContext *c, PendingBits out, uint8_t *place, int shift, long octets) {
      const long whole = octets / 65536, blocks = octets % 65536 / 16384, rest = octets % 16384;
      const long heads = whole + (blocks > 0) + (rest < 128 ? 1 : 2);
      if (heads - 1 > c->end - out.next) return written(giveUp(c));
      uint8_t *from = place + 1 + (octets - rest);
      uint8_t *to = from + heads - 1;
      moveOctets(rest, from, to, shift);
      to -= rest < 128 ? 1 : 2;
      if (rest >= 128) setOctet(to + 1, (uint8_t)rest, shift);
      setOctet(to, (uint8_t)(rest < 128 ? rest : 0x80 | rest >> 8), shift);
      for (long index = blocks > 0 ? whole : whole - 1; index >= 0; index--) {
        const long size = index == whole ? blocks : 4;
        from -= size * 16384;
        to -= size * 16384;
        moveOctets(size * 16384, from, to, shift);
        to -= 1;
        setOctet(to, (uint8_t)(0xc0 | size), shift);
      }
      out.next += heads - 1;
      if (rest == 0) out.bits = 0;  // what is pending is the end of the last length
      return written(out);
    }

    RARE Written putOpenLength(EncodeContext *c, ENCODER, uint8_t *start, uint64_t startCount) {
      PendingBits out = PENDING;
      append(&out, 0, (startCount - out.count) & 7);
      settle(&out);
      uint8_t *const place = start + (startCount >> 3);
      const int used = (int)(startCount & 7);
      long octets = out.next - place - 1;
      if (octets == 0) {
        append(&out, 0, 8);
        settle(&out);
        octets = 1;
      }
      if (octets >= 1 && octets < 128) {
        uint16_t head;
        memcpy(&head, place, 2);
        head = __builtin_bswap16((uint16_t)(__builtin_bswap16(head) | (unsigned)octets << (8 - used)));
        memcpy(place, &head, 2);
        return written(out);
      }
      if (octets < 0 || out.next >= c->end) return written(giveUp(c));
      if (octets >= 16384) return fragment(c, out, place, used, octets);
      memmove(place + 2, place + 1, (size_t)octets + 1);
      const uint64_t length = (0x8000 | (uint64_t)octets) << (8 - used);
      place[0] |= (uint8_t)(length >> 16);
      place[1] = (uint8_t)(length >> 8);
      place[2] |= (uint8_t)length;
      out.next += 1;
      return written(out);
    }

    static inline void closeOpenType(EncodeContext *c, PendingBits *out, PendingBits start) {
      *out = pendingBits(putOpenLength(c, HERE(out), start.next, start.count));
    }

    """#
}
