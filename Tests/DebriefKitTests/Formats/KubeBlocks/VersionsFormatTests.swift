import Testing

@testable import DebriefKit

@Suite struct VersionsFormatTests {
  @Test(arguments: [
    ("KubeBlocks: 0.9.4", 1), ("KubeBlocks: 1.0.0-beta.38,0.9.4-beta.5", 2), ("KubeBlocks: 1.0.2, 1.0.2", 1),
  ])
  func countsOperators(_ line: String, _ distinct: Int64) async throws {
    let reading = try await read("Kubernetes: v1.30.4-vke.4\n\(line)\nKbcli: 0.9.4\nKubernetes provider: EKS\n")
    #expect(reading.events.map { $0.attributes["distinct"]?.integer } == [distinct])
    #expect(reading.summary.recognised == 4)
  }

  @Test(arguments: ["KubeBlocks: is an operator", "Kubernetes: the hard way", "Kbcli:", "kube: v1.2", "KubeBlocks 1.0"])
  func leavesOtherTextsAlone(_ line: String) async throws {
    #expect(try await read(line).summary.recognised == 0)
  }
}
