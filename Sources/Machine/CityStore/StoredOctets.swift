import Foundation
import GRDB

/// Octets as a value of the database.
struct StoredOctets: DatabaseValueConvertible, Sendable {
  var octets: [UInt8]

  init(_ octets: [UInt8]) { self.octets = octets }

  var databaseValue: DatabaseValue { Data(octets).databaseValue }

  static func fromDatabaseValue(_ value: DatabaseValue) -> StoredOctets? {
    Data.fromDatabaseValue(value).map { StoredOctets([UInt8]($0)) }
  }
}
