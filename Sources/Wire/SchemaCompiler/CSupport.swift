/// The C that generated C stands on: word for word what ``DecodeContext`` and ``EncodeContext`` of PackedEncoding do.
enum CSupport {
  /// The types of the header.
  static let types = #"""
    #ifndef MESSAGES_H
    #define MESSAGES_H
    #include <stdbool.h>
    #include <stddef.h>
    #include <stdint.h>

    // Readable octets that must follow a message, and writable ones that must follow a buffer.
    #define MESSAGE_PADDING 64

    typedef struct {
      const uint8_t *base;
      long end;
      uint8_t *arena;
      uint8_t *arenaEnd;
      int64_t fault;
      uint32_t skippedExtensions;
      uint32_t unknownEnumerations;
      uint32_t unknownChoices;
    } DecodeContext;

    typedef struct {
      uint8_t *base;
      uint8_t *end;
      int64_t fault;
    } EncodeContext;

    typedef struct {
      void *base;
      long count;
    } PackedList;

    typedef struct {
      uint8_t *base;
      long count;
    } PackedOctets;

    typedef struct {
      uint64_t bits;
      long count;
      const uint8_t *octets;
    } ExtensibleBits;

    typedef struct {
      long index;
      PackedOctets octets;
    } UnknownAlternative;

    """#

  /// The functions that the header offers.
  static func interface(root: String) -> String {
    """

    // Decodes a message; its lists go to the arena, which is aligned to 16. False where the octets are no message.
    bool decodeMessage(const uint8_t *octets, long count, void *arena, long arenaSize, \(root) *into, long *octetsUsed);
    // Encodes a message; the number of octets, or -1 where a value is out of range or the room too small.
    long encodeMessage(\(root) *message, uint8_t *buffer, long capacity);

    """
  }

  /// The functions behind those of ``interface(root:)``.
  static func entries(root: String) -> String {
    """

    bool decodeMessage(const uint8_t *octets, long count, void *arena, long arenaSize, \(root) *into, long *octetsUsed) {
      DecodeContext context = {octets, count * 8, arena, (uint8_t *)arena + arenaSize, 0, 0, 0, 0};
      const long position = decode_\(root)(&context, 0, into);
      const long used = (position + 7) / 8;
      *octetsUsed = used > 1 ? used : 1;
      return context.fault >= 0 && position <= context.end && context.end > 0;
    }

    long encodeMessage(\(root) *message, uint8_t *buffer, long capacity) {
      EncodeContext context = {buffer, buffer + capacity, 0};
      PendingBits out = pendingBits(encode_\(root)(&context, buffer, 0, 0, message));
      if (out.next == buffer && out.count == 0) append(&out, 0, 8);
      settle(&out);
      const long octets = out.next - buffer + (out.count > 0 ? 1 : 0);
      return context.fault >= 0 && octets <= capacity ? octets : -1;
    }

    """
  }

  /// All support functions, readers first.
  static let functions = start + readers + rareReaders + scopes + writers + rareWriters

  private static let start = #"""
    #include "messages.h"
    #include <string.h>

    #define RARE static __attribute__((unused))

    """#
}
