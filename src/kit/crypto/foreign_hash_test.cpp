#include "kit/crypto/foreign_hash.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/encoding.hpp"
#include "kit/crypto/adopted_hash.hpp"
#include "kit/crypto/password_hash.hpp"

namespace sallyport::crypto {
namespace {

using testing::HasSubstr;

constexpr const char* password = "correct horse battery staple";
constexpr const char* with_accents =
    "gr\xC3\xBCne M\xC3\xB6we \xC3\xBC"
    "ber Z\xC3\xBCrich";

struct Vector {
  const char* made_by;
  const char* hash;
  const char* password = crypto::password;
};

// Each made by the program that is named, as Debian 12 has it.
const std::vector<Vector> vectors = {
    {"argon2 -id",
     "$argon2id$v=19$m=8192,t=2,p=2$c2FsdHNhbHQx$68uiU2egpOCAMuaaDIPtFJiqv6P2xqEUIwLKwpxcrVo"},
    {"argon2 -i",
     "$argon2i$v=19$m=8192,t=2,p=2$c2FsdHNhbHQx$lkmgmvNA4IlEODSwONO89kt4kDnLnxibo+jpetK7FJc"},
    {"argon2 -d",
     "$argon2d$v=19$m=8192,t=2,p=2$c2FsdHNhbHQx$hrJ0ZeRw6vBk1WzU1Olh4zRl00tALLapPIfwV0Phe+s"},
    {"argon2 -id -v 10",
     "$argon2id$v=16$m=8192,t=2,p=2$c2FsdHNhbHQx$34uJPH9/2/R++NhaJpoe8yZCiXjgPU9bC24bgClQx8U"},
    {"the same, as before there were versions",
     "$argon2id$m=8192,t=2,p=2$c2FsdHNhbHQx$34uJPH9/2/R++NhaJpoe8yZCiXjgPU9bC24bgClQx8U"},
    {"htpasswd -B", "$2y$05$M1uupZRj9fl8W07X0RpuIO5Sp.X/0Of8TzerqvHf52G0aOwWhspsG"},
    {"crypt(3) $2a$", "$2a$05$abcdefghijklmnopqrstuupWm7uaS6AGhR2TScTS.fI1Ubf3cwxbe", with_accents},
    {"crypt(3) $2b$", "$2b$05$abcdefghijklmnopqrstuupWm7uaS6AGhR2TScTS.fI1Ubf3cwxbe", with_accents},
    {"passlib pbkdf2_sha256",
     "$pbkdf2-sha256$29000$MkaoFSIkRIjROkfI2fsfYw$Vbi32c3Duhk0zF2pQejTsI5OT0keOU.TmboDbtEAXo4"},
    {"passlib pbkdf2_sha1", "$pbkdf2$20000$D8H4nzOmtBbCuLeWMoawFg$f.jAUQ6Qgu/YpS9E5EgAvVGK0Wc"},
    {"passlib pbkdf2_sha512",
     "$pbkdf2-sha512$25000$jPFea21NaQ2hFALgfK.19g$qtO/Fhp7b1..qw5gPjjEAvLUq4.j5O/"
     "SEmdNMx3fdhXF9GrDX6eEpU0wFFt8MTWUNA55oODEkcWtjaqcLJ5EJw"},
    {"passlib scrypt",
     "$scrypt$ln=14,r=8,p=1$Tyml1HrvnfNeqzVGCEFISQ$WJ9PLRlAQ/FBDtzp4Sx6OEKV8/dtC5TpDVlLvo5qpSU"},
    {"crypt(3) $7$", "$7$CU..../....saltsaltsalt$VXjtsp8ZXkfKsY7hm1OAK7IH8s7Js9h3xLnDyndVZt8"},
    {"Django PBKDF2",
     "pbkdf2_sha256$36000$U2JWa3NlQiq4$f13zKLZDjIvI41VSUCIjQ97SNyQVCQgVjfP/KdS6JtA="},
    {"Django Argon2",
     "argon2$argon2i$v=19$m=8192,t=2,p=8$914rZUwJAQAghHDOuXfunQ$AIWqhzjZsAaGqOdwOsVYNA"},
    {"Django bcrypt", "bcrypt$$2b$05$dJ.Be.d84iteYRVKQQLY4ed5cyFmDNcDdmwfy02Wvk8okxyMM38fO"},
    {"Django scrypt (Python's hashlib)",
     "scrypt$16384$djangosalt$8$5$MQDEqLQZNe0h6oY8ln+XLK4uq8DNm4tC+Xxs1nL5WS5c0VjcY9U4w2VpFnwSMI/"
     "XVYN0ayzlpPzTpxOy9SHDSQ=="},
    {"Keycloak PBKDF2 (Python's hashlib)",
     R"({"type":"password","secretData":"{\"value\":\"DGzF4+RpmttWHV7FCaK41NYsG4Rc9QqDO8q71k0T1ODS+Ooo+SM5Ep4eJNd+eywW2X+UkNdTatqTScXAD7qm+w==\",\"salt\":\"MDEyMzQ1Njc4OWFiY2RlZg==\",\"additionalParameters\":{}}","credentialData":"{\"hashIterations\":27500,\"algorithm\":\"pbkdf2-sha256\",\"additionalParameters\":{}}"})"},
    {"Keycloak Argon2 (argon2-cffi)",
     R"({"secretData":{"value":"iFYFbd6+YgSpBS95zKSeCiqMI6RfgwXfibpMk5AbxQY=","salt":"MDEyMzQ1Njc4OWFiY2RlZg=="},"credentialData":{"hashIterations":5,"algorithm":"argon2","additionalParameters":{"hashLength":["32"],"memory":["7168"],"type":["id"],"version":["1.3"],"parallelism":["1"]}}})"},
};

ForeignHash read(const char* text) {
  auto hash = read_foreign_hash(text);
  EXPECT_TRUE(hash.has_value()) << text << ": " << (hash ? "" : hash.error());
  return std::move(hash).value();
}

std::string refusal(const std::string& text) {
  const auto hash = read_foreign_hash(text);
  return hash ? "read" : hash.error();
}

TEST(ForeignHash, IsMadeAgainFromThePasswordAsTheOtherProgramMadeIt) {
  for (const Vector& vector : vectors) {
    const ForeignHash hash = read(vector.hash);
    EXPECT_EQ(digest_of(hash.recipe, Secret{vector.password}), hash.digest) << vector.made_by;
    EXPECT_NE(digest_of(hash.recipe, Secret{"another password"}), hash.digest) << vector.made_by;
  }
}

TEST(ForeignHash, OfRfc7914AndRfc6070ComesOutAsTheRfcSays) {
  const std::string scrypt = digest_of({.scheme = Scheme::scrypt,
                                        .passes = 1,
                                        .memory = 10,
                                        .block = 8,
                                        .lanes = 16,
                                        .size = 16,
                                        .salt = "NaCl"},
                                       Secret{"password"});
  EXPECT_EQ(to_hex(scrypt), "fdbabe1c9d3472007856e7190d01e9fe");
  const std::string pbkdf2 =
      digest_of({.scheme = Scheme::pbkdf2_sha1, .passes = 4096, .size = 20, .salt = "salt"},
                Secret{"password"});
  EXPECT_EQ(to_hex(pbkdf2), "4b007901b765489abead49d926f721d065a429c1");
}

TEST(ForeignHash, OfBcryptLooksAt72BytesAndTakesNoNul) {
  // passlib, of 80 times the letter x.
  const ForeignHash hash = read("$2b$05$.f5qZs7rAtcfKZhn/n2XB.Cj5sJT8WSmRhAfzGYS9HWAmS..0sOQq");
  for (const std::size_t length : {72U, 80U, 1024U}) {
    EXPECT_EQ(digest_of(hash.recipe, Secret{std::string(length, 'x')}), hash.digest) << length;
  }
  EXPECT_NE(digest_of(hash.recipe, Secret{std::string(71, 'x')}), hash.digest);
  const std::string with_nul = std::string(80, 'x') + '\0' + "more";
  EXPECT_EQ(digest_of(hash.recipe, Secret{with_nul}), "");
}

TEST(ForeignHash, ThatIsCutOffAnywhereIsRefusedAndNotTakenForAnother) {
  for (const Vector& vector : vectors) {
    const std::string whole = vector.hash;
    for (std::size_t length = 0; length < whole.size(); ++length) {
      const auto cut = read_foreign_hash(whole.substr(0, length));
      if (!cut) {
        EXPECT_FALSE(cut.error().empty());
        continue;
      }
      // Without its padding it is the same; a digest may also be a shorter one, of 16 bytes at
      // least.
      EXPECT_TRUE(read(vector.hash).digest.starts_with(cut->digest)) << whole.substr(0, length);
      EXPECT_GE(cut->digest.size(), 16);
    }
  }
}

TEST(ForeignHash, InAFormThatWeDoNotKnowIsRefusedWithWhatToDo) {
  for (const char* text :
       {"", "secret", "$", "$$$$", "$1$salt$qJH7.N4xYta3aEG/dfqo/0",
        "{SSHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=", "5f4dcc3b5aa765d61d8327deb882cf99",
        "$6$salt$IxDD3jeSOb5eB1CX5LBsqZFVkJdido3OUILO5Ifz5iwMuTS4XMS130MTSuDDl3aC",
        "$2x$05$abcdefghijklmnopqrstuupWm7uaS6AGhR2TScTS.fI1Ubf3cwxbe", "md5$salt$hash",
        "bcrypt_sha256$$2b$05$dJ.Be.d84iteYRVKQQLY4ed5cyFmDNcDdmwfy02Wvk8okxyMM38fO"}) {
    EXPECT_THAT(refusal(text), HasSubstr("chooses a new password")) << text;
  }
  EXPECT_THAT(refusal(std::string(2000, '$')), HasSubstr("long"));
  EXPECT_THAT(refusal("{}"), HasSubstr("Keycloak"));
  EXPECT_THAT(refusal(R"({"secretData":"{}","credentialData":"{\"algorithm\":\"md5\"}"})"),
              HasSubstr("pbkdf2-sha512"));
}

TEST(ForeignHash, ThatCostsSoMuchThatCheckingItStopsThePortalIsRefused) {
  const std::string digest = "$c2FsdHNhbHQx$68uiU2egpOCAMuaaDIPtFJiqv6P2xqEUIwLKwpxcrVo";
  for (const std::string& text :
       {"$argon2id$v=19$m=262145,t=1,p=1" + digest, "$argon2id$v=19$m=65536,t=17,p=1" + digest,
        "$argon2id$v=19$m=4294967295,t=4294967295,p=4" + digest,
        "$argon2id$v=19$m=8192,t=2,p=65" + digest,
        std::string{"$2b$15$abcdefghijklmnopqrstuupWm7uaS6AGhR2TScTS.fI1Ubf3cwxbe"},
        "$pbkdf2-sha256$2000001" + digest, "$pbkdf2$1000001" + digest,
        "$scrypt$ln=19,r=8,p=1" + digest, "$scrypt$ln=17,r=8,p=5" + digest,
        "$scrypt$ln=63,r=4294967295,p=4294967295" + digest,
        "$scrypt$ln=1,r=1,p=4000000000" + digest}) {
    EXPECT_THAT(refusal(text), HasSubstr("256 MiB")) << text;
  }
  for (const std::string& text :
       {"$argon2id$v=19$m=262144,t=4,p=1" + digest, "$argon2id$v=19$m=65536,t=16,p=4" + digest,
        std::string{"$2b$14$abcdefghijklmnopqrstuupWm7uaS6AGhR2TScTS.fI1Ubf3cwxbe"},
        "$pbkdf2-sha256$2000000" + digest, "$scrypt$ln=17,r=8,p=4" + digest}) {
    EXPECT_EQ(refusal(text), "read") << text;
  }
}

TEST(ForeignHash, IsWeakBelowWhatIsRecommended) {
  const std::string digest = "$c2FsdHNhbHQx$68uiU2egpOCAMuaaDIPtFJiqv6P2xqEUIwLKwpxcrVo";
  const auto weak = [](const std::string& text) { return is_weak(read(text.c_str()).recipe); };
  EXPECT_TRUE(weak("$pbkdf2-sha256$29000" + digest));
  EXPECT_FALSE(weak("$pbkdf2-sha256$600000" + digest));
  EXPECT_TRUE(weak("$2b$05$abcdefghijklmnopqrstuupWm7uaS6AGhR2TScTS.fI1Ubf3cwxbe"));
  EXPECT_FALSE(weak("$2b$12$abcdefghijklmnopqrstuupWm7uaS6AGhR2TScTS.fI1Ubf3cwxbe"));
  EXPECT_TRUE(weak("$argon2id$v=19$m=4096,t=3,p=1" + digest));
  EXPECT_FALSE(weak("$argon2id$v=19$m=19456,t=2,p=1" + digest));
  EXPECT_TRUE(weak("$scrypt$ln=14,r=8,p=1" + digest));
}

class AdoptedHashes : public testing::Test {
 protected:
  static Keys peppers(std::uint32_t newest) {
    std::map<std::uint32_t, Secret> keys;
    for (std::uint32_t version = 1; version <= newest; ++version)
      keys.emplace(version, Secret{std::string(32, static_cast<char>('a' + version))});
    return Keys{std::move(keys)};
  }
  SystemRandom random_;
};

TEST_F(AdoptedHashes, LetsItsOwnerInAndAsksToBeHashedAnew) {
  PasswordHasher hasher{cheap_hash_cost_for_tests(), peppers(1), random_};
  for (const Vector& vector : vectors) {
    const std::string stored = adopt(peppers(1), read(vector.hash));
    EXPECT_EQ(hasher.verify(Secret{vector.password}, stored), PasswordVerdict::right_but_old)
        << vector.made_by;
    EXPECT_EQ(hasher.verify(Secret{"another password"}, stored), PasswordVerdict::wrong)
        << vector.made_by;
  }
}

TEST_F(AdoptedHashes, HoldsNothingOfTheForeignDigestAndNeedsItsKey) {
  const ForeignHash hash = read(vectors.front().hash);
  const std::string stored = adopt(peppers(1), hash);
  EXPECT_EQ(stored.find("68uiU2egpOCAMuaa"), std::string::npos);
  std::map<std::uint32_t, Secret> other_keys;
  other_keys.emplace(1, Secret{std::string(32, 'z')});
  PasswordHasher other{cheap_hash_cost_for_tests(), std::move(other_keys), random_};
  EXPECT_EQ(other.verify(Secret{password}, stored), PasswordVerdict::wrong);
}

TEST_F(AdoptedHashes, IsKnownAgainAlsoAfterTheKeyChanged) {
  const ForeignHash hash = read(vectors.front().hash);
  const std::string stored = adopt(peppers(1), hash);
  EXPECT_TRUE(is_adopted_from(peppers(2), stored, hash));
  EXPECT_FALSE(is_adopted_from(peppers(2), stored, read(vectors[1].hash)));
  EXPECT_FALSE(is_adopted_from(peppers(2), "1$1$whatever", hash));
  EXPECT_NE(adopt(peppers(2), hash), stored);
}

TEST_F(AdoptedHashes, CostsOneHashOfOursMoreWhetherRightOrWrong) {
  PasswordHasher hasher{cheap_hash_cost_for_tests(), peppers(1), random_};
  const std::string stored = adopt(peppers(1), read(vectors.front().hash));
  for (const char* typed : {password, "another password"}) {
    const auto before = hasher.made();
    static_cast<void>(hasher.verify(Secret{typed}, stored));
    EXPECT_EQ(hasher.made() - before, 2) << typed;
  }
}

}  // namespace
}  // namespace sallyport::crypto
