import Testing

@testable import DebriefKit

@Suite struct MemberDirectoryTests {
  @Test func knowsAPodByItsHostNameAndAddress() {
    var directory = MemberDirectory()
    directory.declare("redis-0.redis-headless.prod.svc.cluster.local:6379", in: "redis")
    directory.alias("10.0.0.7", of: "redis-0")
    #expect(directory.resolve("redis-0") == "redis-0.redis-headless.prod.svc.cluster.local:6379")
    #expect(directory.resolve("10.0.0.7") == "redis-0.redis-headless.prod.svc.cluster.local:6379")
    #expect(directory.cluster(of: "redis-0") == "redis")
    #expect(directory.resolve("redis-1") == nil)
  }

  @Test func keepsNodesOfOneHostApart() {
    var directory = MemberDirectory()
    directory.declare("10.0.0.1:7001", in: "m")
    directory.declare("10.0.0.1:7002", in: "m")
    #expect(directory.resolve("10.0.0.1:7002") == "10.0.0.1:7002")
    #expect(directory.resolve("10.0.0.1:7003") == nil)
  }

  @Test(arguments: [("10.0.0.1:6379", "10.0.0.1", "6379"), ("[::1]:6379", "::1", "6379"), ("host:1", "host", "1")])
  func splitsHostAndPort(_ name: String, _ host: String, _ port: String) {
    #expect(MemberDirectory.host(of: name) == host)
    #expect(MemberDirectory.port(of: name) == port)
  }
}
