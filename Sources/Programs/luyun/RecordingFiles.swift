import Foundation
import Kernel
import LinuxIO
import Recording

/// The datagrams of one or more recordings in the order of their times.
struct RecordingFiles {
  /// All datagrams.
  private(set) var datagrams: [RecordedDatagram] = []
  /// What could not be read, as sentences.
  private(set) var notes: [String] = []

  /// Reads files whole.
  ///
  /// Throws ``CommandFailure`` where a file cannot be read or is no recording. A file that breaks off is used as far as
  /// it goes, with a note.
  init(_ paths: [String]) throws(CommandFailure) {
    for path in paths {
      let reader: RecordingReader
      do { reader = try RecordingReader(try FileSource(path: path)) } catch {
        throw CommandFailure(description: "\(path): \(error)", code: 2)
      }
      do {
        while let datagram = try reader.next() { datagrams.append(datagram) }
      } catch {
        notes.append("\(path) breaks off: \(error)")
      }
      for sentence in reader.tally.sentences { notes.append("\(path): \(sentence)") }
    }
    datagrams.sort { $0.time < $1.time }
  }

  /// Writes the notes for the user.
  func printNotes() { for note in notes { Terminal.note(note) } }
}
