// Design T17: where a phone may have itself rung.
#include "kit/push/endpoint.hpp"

#include <gtest/gtest.h>

namespace sallyport::push {
namespace {

EndpointRefused refusal_of(std::string_view url, const Rules& rules = {}) {
  const auto read = read_endpoint(url, rules);
  EXPECT_FALSE(read) << url;
  return read ? EndpointRefused{} : read.error();
}

TEST(PushEndpoint, IsOneOfTheKnownPushServices) {
  for (const char* good :
       {"https://fcm.googleapis.com/fcm/send/cX9:APA91b-_x", "https://fcm.googleapis.com:443/wp/a",
        "https://updates.push.services.mozilla.com/wpush/v2/gAAA",
        "https://web.push.apple.com/QPab",
        "https://wns2-par02p.notify.windows.com/w/?token=BQYAAA%3d%3d&x=1"}) {
    const auto read = read_endpoint(good, {});
    ASSERT_TRUE(read) << good;
    EXPECT_EQ(read->url, good);
    EXPECT_FALSE(read->inside);
  }
  const auto read = read_endpoint("https://fcm.googleapis.com:443/wp/a", {});
  EXPECT_EQ(read->origin, "https://fcm.googleapis.com");
  EXPECT_EQ(read->host, "fcm.googleapis.com");
  EXPECT_EQ(read_endpoint("https://fcm.googleapis.com:8443/wp/a", {})->origin,
            "https://fcm.googleapis.com:8443");
}

TEST(PushEndpoint, IsNoOtherHost) {
  for (const char* other :
       {"https://push.example.nl/a", "https://googleapis.com/a",
        "https://fcm.googleapis.com.example.nl/a", "https://example.nl.fcm.googleapis.com/a",
        "https://notfcm.googleapis.com/a", "https://push.services.mozilla.com/a",
        "https://evilpush.services.mozilla.com/a", "https://push.apple.com/a",
        "https://localhost/a", "https://127.0.0.1/a", "https://10.0.0.1/a",
        "https://192.168.1.1:8443/a", "https://169.254.169.254/latest/meta-data",
        "https://2130706433/a", "https://0x7f000001/a", "https://0177.0.0.1/a", "https://127.1/a",
        "https://xn--fcm-googleapis-com/a"}) {
    EXPECT_EQ(refusal_of(other), EndpointRefused::host_not_allowed) << other;
  }
}

TEST(PushEndpoint, IsAPlainAddress) {
  const std::string host = "fcm.googleapis.com";
  for (const std::string& odd :
       std::vector<std::string>{"",
                                "https://",
                                "https:///a",
                                "https://" + host,
                                host + "/a",
                                "//" + host + "/a",
                                "https://user@" + host + "/a",
                                "https://user:word@" + host + "/a",
                                "https://" + host + "@10.0.0.1/a",
                                "https://10.0.0.1#@" + host + "/a",
                                "https://10.0.0.1\\@" + host + "/a",
                                "https://" + host + "\\@10.0.0.1/a",
                                "https://" + host + "/a#b",
                                "https://" + host + "?a",
                                "https://" + host + "#/a",
                                "https://" + host + ":/a",
                                "https://" + host + ":0/a",
                                "https://" + host + ":65536/a",
                                "https://" + host + ":0443/a",
                                "https://" + host + ":443:443/a",
                                "https://" + host + ":4 43/a",
                                "https://" + host + "./a",
                                "https://." + host + "/a",
                                "https://Fcm.googleapis.com/a",
                                "HTTPS://" + host + "/a",
                                "https://" + host + "/a b",
                                "https://" + host + "/a\r\nX: y",
                                "https://" + host + "/\xc3\xa9",
                                "https://fcm.googleapis%2ecom/a",
                                "https://f\xc3\xa7m.googleapis.com/a",
                                "https://[::1]/a",
                                "https://[fd00::1]/a",
                                "https://[::ffff:10.0.0.1]/a",
                                "https://[fe80::1%25eth0]/a",
                                "ftp://" + host + "/a",
                                "file:///etc/passwd",
                                "https://-fcm.googleapis.com/a",
                                " https://" + host + "/a",
                                "https://" + host + "/" + std::string(2048, 'a'),
                                "https://" + std::string(300, 'a') + ".push.apple.com/a"}) {
    EXPECT_EQ(refusal_of(odd), EndpointRefused::malformed) << odd;
  }
}

TEST(PushEndpoint, IsEncryptedUnlessATestSaysOtherwise) {
  EXPECT_EQ(refusal_of("http://fcm.googleapis.com/a"), EndpointRefused::not_encrypted);
  EXPECT_EQ(refusal_of("http://127.0.0.1/a"), EndpointRefused::not_encrypted);
  Rules rules{.hosts = {"127.0.0.1", "push.example.nl"},
              .inside = {"127.0.0.1", "push.example.nl"},
              .plain_on_this_machine = true};
  const auto read = read_endpoint("http://127.0.0.1:9150/a", rules);
  ASSERT_TRUE(read);
  EXPECT_TRUE(read->inside);
  EXPECT_EQ(read->origin, "http://127.0.0.1:9150");
  EXPECT_EQ(refusal_of("http://push.example.nl/a", rules), EndpointRefused::not_encrypted);
  rules.plain_on_this_machine = false;
  EXPECT_EQ(refusal_of("http://127.0.0.1:9150/a", rules), EndpointRefused::not_encrypted);
}

TEST(PushEndpoint, IsInsideOnlyByTheVeryNameThatWasAllowed) {
  const Rules rules{.hosts = {"*.example.nl"}, .inside = {"push.example.nl"}};
  EXPECT_TRUE(read_endpoint("https://push.example.nl/a", rules)->inside);
  EXPECT_FALSE(read_endpoint("https://other.example.nl/a", rules)->inside);
}

TEST(PushEndpoint, HasRulesThatCanBeMeant) {
  for (const char* good :
       {"push.example.nl", "*.example.nl", "127.0.0.1", "xn--bcher-kva.example"}) {
    EXPECT_TRUE(is_host_rule(good)) << good;
  }
  for (const char* bad :
       {"", "*", "*.", "*.nl", "nl", "localhost", "**.example.nl", "a.*.nl", ".example.nl",
        "example.nl.", "https://push.example.nl", "push.example.nl:443", "push.example.nl/a",
        "Push.example.nl", "10.0.0.1", "push example.nl"}) {
    EXPECT_FALSE(is_host_rule(bad)) << bad;
  }
  EXPECT_FALSE(is_host_name("*.example.nl"));
  for (const std::string& usual : usual_hosts()) EXPECT_TRUE(is_host_rule(usual)) << usual;
}

TEST(PushAddress, IsOpenOnlyOnTheInternet) {
  const auto is_open = [](std::string_view text) { return open_to_all(*Address::parse(text)); };
  for (const char* open :
       {"142.250.179.138", "1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0",
        "172.15.255.255", "172.32.0.0", "192.167.255.255", "223.255.255.255",
        "2a00:1450:400e:80d::200a", "2600::1", "2001:4860::1", "2001:200::1"}) {
    EXPECT_TRUE(is_open(open)) << open;
  }
  for (const char* closed : {"0.0.0.0",
                             "0.1.2.3",
                             "10.0.0.1",
                             "10.255.255.255",
                             "100.64.0.1",
                             "127.0.0.1",
                             "127.255.0.1",
                             "169.254.169.254",
                             "172.16.0.1",
                             "172.31.255.255",
                             "192.0.0.8",
                             "192.0.2.1",
                             "192.168.0.1",
                             "198.18.0.1",
                             "198.19.255.255",
                             "198.51.100.7",
                             "203.0.113.7",
                             "224.0.0.1",
                             "239.1.1.1",
                             "240.0.0.1",
                             "255.255.255.255",
                             "::",
                             "::1",
                             "::ffff:10.0.0.1",
                             "::ffff:127.0.0.1",
                             "::10.0.0.1",
                             "fd00::1",
                             "fc00::1",
                             "fe80::1",
                             "fec0::1",
                             "ff02::1",
                             "2001::1",
                             "2001:db8::1",
                             "2002:a00:1::1",
                             "3fff::1",
                             "64:ff9b::a00:1",
                             "64:ff9b:1::1",
                             "100::1"}) {
    EXPECT_FALSE(is_open(closed)) << closed;
  }
}

}  // namespace
}  // namespace sallyport::push
