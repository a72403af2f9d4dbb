/// The plug-in ${artifactId}.
module ${package} {
  requires org.postrider.plugins.api;

  provides org.postrider.plugins.api.SmtpPlugin with
      ${package}.Policy;
}
