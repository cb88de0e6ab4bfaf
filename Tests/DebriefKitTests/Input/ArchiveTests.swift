import Foundation
import Testing

@testable import DebriefKit

/// Every archive holds the same OpsRequest as one line of JSON.
@Suite struct ArchiveTests {
  enum Sample {
    static let zip =
      "UEsDBBQAAAAIAAAAIVqdNLtklAAAALMAAAASAAAAbWFuaWZlc3RzL29wcy5qc29uJYxBDoIwEEX3HmPWgLTGkPQQmihx4W4o"
      + "k9BAae0UjCHc3THu/rz5/22A0T0osQszGDkiV+PSUTcFO3LlwnFVOMUBFRQwurmX0jXyjV4LcRbmKWOPGcFsMKMn+QfBNhFm"
      + "cbbOSw99FK5rfS7rptSqVcrUJ6ObJ+wFcCT7m9tp4Uzp8rdYseRP/MX722U7hJUS7PvhC1BLAwQUAAAACAAAACFanTS7ZJQA"
      + "AACzAAAAEAAAAC4uLy4uL2V0Yy94Lmpzb24ljEEOgjAQRfceY9aAtMaQ9BCaKHHhbiiT0EBp7RSMIdzdMe7+vPn/bYDRPSix"
      + "CzMYOSJX49JRNwU7cuXCcVU4xQEVFDC6uZfSNfKNXgtxFuYpY48ZwWwwoyf5B8E2EWZxts5LD30Urmt9Luum1KpVytQno5sn"
      + "7AVwJPub22nhTOnyt1ix5E/8xfvbZTuElRLs++ELUEsBAhQDFAAAAAgAAAAhWp00u2SUAAAAswAAABIAAAAAAAAAAAAAAIAB"
      + "AAAAAG1hbmlmZXN0cy9vcHMuanNvblBLAQIUAxQAAAAIAAAAIVqdNLtklAAAALMAAAAQAAAAAAAAAAAAAACAAcQAAAAuLi8u"
      + "Li9ldGMveC5qc29uUEsFBgAAAAACAAIAfgAAAIYBAAAAAA=="
    static let tgz =
      "H4sIAAAAAAACA+3Rz04DIRAGcM4+heHcboGt3WQfQhNtPHibpSTF/QMCW2OafXenNvHgXS9+v8sMHzAcoE1XveYwiV+k2G67"
      + "/arsZ1VmV3/317yplRG3SvyBORdK/KT4n86Son92KfswyZYXMVf93LluCLbPlQ+bk6YhHknLlez9dOBDDzE/urfZ5cLZ6Aod"
      + "qJBsz3Ki0fF+4NgmR4Vn7v3I52iMnBtl7taqWRu917pVdWuaF7msZI7OXq7bgT/DpfvrFMtTyke8tE/vvthjOLkkl+VGAAAA"
      + "AAAAAAAAAAAAAAAAAAAAgBCfETxYDAAoAAA="
    static let gz =
      "H4sIAAAAAAACAyWMQQ6CMBBF9x5j1oC0xpD0EJooceFuKJPQQGntFIwh3N0x7v68+f9tgNE9KLELMxg5Ilfj0lE3BTty5cJx"
      + "VTjFARUUMLq5l9I18o1eC3EW5iljjxnBbDCjJ/kHwTYRZnG2zksPfRSua30u66bUqlXK1CejmyfsBXAk+5vbaeFM6fK3WLHk"
      + "T/zF+9tlO4SVEuz74QudNLtkswAAAA=="
    static let xz =
      "/Td6WFoAAATm1rRGAgAhARYAAAB0L+Wj4ACyAJtdAD2IiCdDzzK4m5IC9z3QJADIANzOb1D9ryA0i6jJJQcSFvcJESkQ7dsp"
      + "P7vH9/J0oouSZx9oQXJNU63yomWBIpFKvGDouM8VcZJkXoWeiw3ZQKj/qH12snAVlntfZ5t68VIdkk4HuKrv1UeD/ehBFF/z"
      + "hoG7uDFYwPpoOV/E5KfECdYSs5KrciVtFcNCdh9j9F80iSxAn1wge4AAAADAtihsvTOq7wABtwGzAQAA41X/97HEZ/sCAAAA"
      + "AARZWg=="
    static let zst =
      "KLUv/SSzrQQAUsohIFBJrANhivGLkEm5sH4WI6BOB/AE0yFo177CgJOZugk9hud5VAQ8sG4KBrvQR2cDUZudhjFdPnqOgKgV"
      + "cKyUkqQK5CgE1KG+vi6b1bXkwdapkR0dfl1dvifWs3PJVnf0ZnUStICX4OvLa8zRUx62yYQAgM1ghsFGUcVhDN7Nrz/YOOpB"
      + "23wiAwCuYJIYjhCCIAWNVMK0"
    static let nested =
      "UEsDBBQAAAAIAAAAIVpstljzQgEAAGUBAAAJAAAAaW5uZXIuemlwC/BmZhFhYGDgAGLFqL3bt9h9BLK+ADEnEGfm6ZUkFuml"
      + "V01+/yyBgVHt2Xbx779lzQQStC3yD/96yXf7Y4yib93xpY5t0mXzPpv8nTkn5+2uR1fePVrqdOaalenv+fNm///2udmOd+JX"
      + "9b/ytdc5Tt+Xs//6Xmr96833/89Ok5O6Fbv21/sDc3zn1k/7M2N9eefT3f0Ll/49mfmoa1F99jSbugnW81/v/LNz6aR2Pz/N"
      + "oLVm+mtPCuw3eR836/qZs8Lme78Y3t7y/cjJecr7n6t6z/eZGR65wOa+xU/HnrI3ty6cvT5P70rnvVmRvyIzf4XMP2YeX37y"
      + "n8G1Dbu36yTdU/ntHJ29+lT+ud/GxYFnTLLd2HgehBz+YnbPoc2xuZGRIcCbkUmEGXfIwEADIwNyOAV4s7KBBBiB0BxIS4Cl"
      + "AVBLAwQUAAAACAAAACFaIaioIasAAACmAAAACwAAAG9uZS5qc29uLmd6AaYAWf8fiwgAAAAAAAIDJYxBDoIwEEX3HmPWgLTG"
      + "kPQQmihx4W4ok9BAae0UjCHc3THu/rz5/22A0T0osQszGDkiV+PSUTcFO3LlwnFVOMUBFRQwurmX0jXyjV4LcRbmKWOPGcFs"
      + "MKMn+QfBNhFmcbbOSw99FK5rfS7rptSqVcrUJ6ObJ+wFcCT7m9tp4Uzp8rdYseRP/MX722U7hJUS7PvhC500u2SzAAAAUEsB"
      + "AhQDFAAAAAgAAAAhWmy2WPNCAQAAZQEAAAkAAAAAAAAAAAAAAIABAAAAAGlubmVyLnppcFBLAQIUAxQAAAAIAAAAIVohqKgh"
      + "qwAAAKYAAAALAAAAAAAAAAAAAACAAWkBAABvbmUuanNvbi5nelBLBQYAAAAAAgACAHAAAAA9AgAAAAA="
    static let deep =
      "UEsDBBQAAAAIAAAAIVpIPByHIwIAADcCAAAGAAAAbjUuemlwC/BmZhFhYGDgAGLFqOexSfInGRkYHgIxG1Akz0SvKrOA+0Na"
      + "mmBiQsIDhqSjK1pZxVu7JCUl1BgNpQNUzkes19rc8Ns5alZCktMh5rYli6VO50sva/fw8LqTOefgakPNWs8fV04w14uW1vLy"
      + "iMobWcVzvbm7Z/2Pf8XJ1+Pj7WoqkgQNp9sn/b02l3+7eHzk5UWb7vz0Wbc94tuXraHLj56u5ROZqu32//ePpZ+uv3pl1P01"
      + "Lnvt/uycP3PCrFOf3v3zlr1r95Pf2tc//NHrv1y7ds+uV7Mi3t4Nunj/e072vv37dr27/nmxv+nm+67XXkTkc1XsSHs/X+ht"
      + "5/1vYm711snauz+/n79u9fdf5/fOKj9/75L+/n/XPz6aqf49/nOkeF384/vnnmz/XV9VJzZ/6c+YtPp3581v3v53/lrVjm91"
      + "f+Pmbv6uZjdt7tzf9WcNJ9fLh639G/b//1uZ0N2/y+6/y38b9//+v7q/m3dpr1//Ls9uypy6p3d+ffhv9dT19DPJtv81J63z"
      + "58XMrI2vPTF7b+hVv9NytfO+Zd0TtNyZfHVbWdzL1Px5y+yrf39IdzycnL7y6m1Rfeu5j//sf7yhReWy3MmZesZct0MrfHh6"
      + "+GTMbA2iQ55ruHfPOqybJlvWxpDvpiaYdkeQmZm3h+dDBteHNFZvQ6aFnBPm8U1jZgjwZmQSYcYd3TDQwMgAj/wAb1awFCMQ"
      + "mgDpt2A5AFBLAQIUAxQAAAAIAAAAIVpIPByHIwIAADcCAAAGAAAAAAAAAAAAAACAAQAAAABuNS56aXBQSwUGAAAAAAEAAQA0"
      + "AAAARwIAAAAA"
    static let cut =
      "H4sIAAAAAAACA+3Rz04DIRAGcM4+heHcboGt3WQfQhNtPHibpSTF/QMCW2OafXenNvHgXS9+v8sMHzAcoE1XveYwiV+k2G67"
      + "/arsZ1VmV3/317yplRG3SvyBORdK/KT4n86Son92KfswyZYXMVf93LluCLbPlQ+bk6YhHknLlez9dOBDDzE/urfZ5cLZ6Aod"
      + "qJBsz3Ki0fF+4NgmR4Vn7v3I52iMnBtl7taqWRu917pVdWuaF7msZI7OXq7bgT/DpfvrFMtTyke8tA=="
    static let bomb =
      "UEsDBBQAAAAIAAAAIVrNzkkFNAEAAOCTBAAJAAAAemVyb3MubG9n7cEBDQAAAMKgSu+fzh4OKAAAAAAAAAAAAAAAAAAAAAAA"
      + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
      + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
      + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
      + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA+DFQSwECFAMUAAAACAAA"
      + "ACFazc5JBTQBAADgkwQACQAAAAAAAAAAAAAAgAEAAAAAemVyb3MubG9nUEsFBgAAAAABAAEANwAAAFsBAAAAAA=="
  }

  /// Walks the archive the way a file on disk is walked.
  private static func walk(_ base64: String, limits: ArchiveLimits = ArchiveLimits()) throws -> ArchiveWalker {
    let bytes = Array(try #require(Data(base64Encoded: base64)))
    var walker = ArchiveWalker(path: "x", packed: Int64(bytes.count), limits: limits)
    #expect(ArchiveReader.recognises(Array(bytes.prefix(512))))
    walker.walk(ByteRange(store: .memory(bytes), start: 0, count: Int64(bytes.count)), modifiedAt: nil)
    return walker
  }

  private static func operations(_ items: [InputItem]) async throws -> [String] {
    var names: [String] = []
    for item in items {
      _ = try await SourceReader(item: item, options: ReadOptions(now: 0)).read { events, _ in
        names += events.filter { $0.kind == .operationRequested }.compactMap(\.cluster)
      }
    }
    return names
  }

  @Test(arguments: [
    ("zip", Sample.zip, ["x!../../etc/x.json", "x!manifests/ops.json"]),
    ("tar.gz", Sample.tgz, ["x!a/b.json"]),
    ("gz", Sample.gz, ["x"]),
    ("xz", Sample.xz, ["x"]),
    ("zst", Sample.zst, ["x"]),
    ("nested", Sample.nested, ["x!inner.zip!in.tar.gz!deep.json", "x!one.json.gz"]),
  ])
  func opens(_ kind: String, _ archive: String, _ names: [String]) async throws {
    let walker = try Self.walk(archive)
    #expect(walker.items.map(\.name) == names)
    #expect(walker.problems.isEmpty)
    #expect(try await Self.operations(walker.items) == Array(repeating: "c", count: names.count))
  }

  @Test func opensFoursAndNoDeeper() throws {
    let walker = try Self.walk(Sample.deep)
    #expect(walker.items.isEmpty)
    #expect(walker.problems.map(\.path) == ["x!n5.zip!n4.zip!n3.zip!n2.zip"])
  }

  @Test func saysThatAnArchiveIsDamaged() throws {
    let walker = try Self.walk(Sample.cut)
    #expect(walker.problems.contains { $0.reason.contains("damaged") })
  }

  @Test func stopsAtBombs() throws {
    let walker = try Self.walk(Sample.bomb, limits: ArchiveLimits(ratio: 100, ratioFloor: 1000))
    #expect(walker.problems.contains { $0.reason.contains("more than 100 times") })
  }

  @Test func stopsAtTooManyMembers() throws {
    let walker = try Self.walk(Sample.zip, limits: ArchiveLimits(members: 1))
    #expect(walker.items.count == 1)
    #expect(walker.problems.contains { $0.reason.contains("more than 1 members") })
  }

  @Test func stopsACompressedBombWhileReading() throws {
    let bytes = Array(try #require(Data(base64Encoded: Sample.gz)))
    let range = ByteRange(store: .memory(bytes), start: 0, count: Int64(bytes.count))
    let stream = try CompressedStream(range, path: "x", limits: ArchiveLimits(bytes: 10))
    var buffer = [UInt8](repeating: 0, count: 4096)
    #expect(throws: IntakeError.self) { _ = try buffer.withUnsafeMutableBytes { try stream.read(into: $0) } }
  }

  @Test func spillsToAFileAndReadsBack() throws {
    var spool = Spool(memory: 10)
    for text in ["hello ", "world, this is", " long"] { try Array(text.utf8).withUnsafeBytes { try spool.append($0) } }
    let store = spool.store()
    guard case .file = store else {
      Issue.record("still in memory")
      return
    }
    #expect(ByteRange(store: store, start: 6, count: 5).head(100) == Array("world".utf8))
  }

  @Test(arguments: ["", "curl http://10.0.0.1:3601", "PK is not a zip", "{\"a\":1}"])
  func leavesTextAlone(_ text: String) { #expect(!ArchiveReader.recognises(Array(text.utf8))) }
}
